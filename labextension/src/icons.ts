import { LabIcon } from '@jupyterlab/ui-components';

const codifySvg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" fill-rule="evenodd" d="M12 1.6 22.4 12 12 22.4 1.6 12 12 1.6Zm0 2.9L4.5 12l7.5 7.5 7.5-7.5L12 4.5Zm0 3.5 4 4-4 4-4-4 4-4Z"/>
</svg>`;

const testSvg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M3.5 4v16L13 12 3.5 4Zm11.3 13.1 1.400-1.400 2 2 4-4.600 1.500 1.300-5.400 6.200-3.5-3.5Z"/>
</svg>`;

const submitSvg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M12 3 5 10.2l1.500 1.400L11 7v10h2V7l4.500 4.600 1.500-1.400L12 3ZM5 19h14v2H5v-2Z"/>
</svg>`;

const classSvg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M3 4h5v4H3V4Zm6.500 0h5v4h-5V4ZM16 4h5v4h-5V4ZM3 10h5v4H3v-4Zm6.500 0h5v4h-5v-4ZM3 16h5v4H3v-4Zm13-6h5v4h-5v-4Z"/>
</svg>`;

export const codifyIcon = new LabIcon({
  name: 'codify-jupyter:codify',
  svgstr: codifySvg
});
export const runTestsIcon = new LabIcon({
  name: 'codify-jupyter:run-tests',
  svgstr: testSvg
});
export const submitIcon = new LabIcon({
  name: 'codify-jupyter:submit',
  svgstr: submitSvg
});
export const classIcon = new LabIcon({
  name: 'codify-jupyter:class',
  svgstr: classSvg
});
