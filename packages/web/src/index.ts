export { type CatalogPage, catalogPage, type CatalogPageFile } from './catalog-page.ts';
