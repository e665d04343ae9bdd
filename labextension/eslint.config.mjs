import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['lib', 'node_modules', 'coverage', '*.config.js'] },
  js.configs.recommended,
  ...typescript.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: {
      '@jupyter': jupyter,
      'jsx-a11y': jsxA11y,
      'react-hooks': reactHooks
    },
    languageOptions: {
      globals: globals.browser,
      parserOptions: { project: './tsconfig.test.json' }
    },
    rules: {
      ...jupyter.configs?.recommended?.rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['log'] }],
      'react-hooks/rules-of-hooks': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      curly: 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 320, skipBlankLines: true }],
      'prefer-arrow-callback': 'error'
    }
  },
  {
    files: ['src/**/__tests__/**'],
    rules: { 'max-lines': 'off' }
  },
  {
    files: ['scripts/**/*.mjs'],
    languageOptions: { globals: globals.node }
  },
  prettier
);
