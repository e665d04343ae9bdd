import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { answers } from './plugins/answers';
import { classView } from './plugins/classview';
import { authoring } from './plugins/authoring';
import { judging } from './plugins/judging';
import { liveTests } from './plugins/livetests';
import { deepLink, opening } from './plugins/opening';
import { binding, model, view } from './plugins/services';
import { sidePanel } from './plugins/sidepanel';
import { status } from './plugins/status';
import { workspace } from './plugins/workspace';

export * from './tokens';

const plugins: JupyterFrontEndPlugin<any>[] = [
  model,
  binding,
  view,
  workspace,
  judging,
  opening,
  deepLink,
  sidePanel,
  status,
  liveTests,
  answers,
  classView,
  authoring
];

export default plugins;
