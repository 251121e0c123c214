import { defineConfig } from 'vitepress';
import { navigation, sidebar } from '../site/navigation.ts';
import { slug } from '../site/slug.ts';

export default defineConfig({
  title: 'nestvec',
  description:
    'Images and texts, embedded once and found again in the vector database that you have.',
  lang: 'en',
  srcDir: '.site',
  outDir: 'dist',
  cacheDir: '../node_modules/.cache/vitepress',
  cleanUrls: true,
  lastUpdated: false,
  markdown: { anchor: { slugify: slug }, linkify: false },
  themeConfig: {
    nav: navigation(),
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    footer: { message: 'Apache-2.0. The real model, jina-clip-v2, is under CC-BY-NC-4.0.' },
  },
});
