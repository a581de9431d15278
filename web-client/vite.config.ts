import { defineConfig } from 'vite';

// Vite insists on a default export here; it is the only one in the project.
export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsInlineLimit: 0, // fonts and the worker stay files: no data: URLs for a content security policy to allow
    chunkSizeWarningLimit: 1300, // MapLibre alone is 1.1 MB; tests/build/size.test.ts holds the real budgets
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/tiles': 'http://127.0.0.1:8080' } },
});
