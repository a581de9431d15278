/**
 * Where the server is: it serves this page from its root, so requests go to where the page came from. No slash at
 * the end.
 */
export const serverBase = new URL('.', document.baseURI).href.replace(/\/$/, '');
