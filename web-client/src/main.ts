import { Page } from './page';

const root = document.getElementById('app');
if (root !== null) void new Page(root).start();
