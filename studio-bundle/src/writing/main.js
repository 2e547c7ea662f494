// What pages load on which texts are written with marks.
import { beginArticle } from './article.js';

const article = document.querySelector('[data-article]');
if (article) beginArticle(article);
