// Searches that people would try first, chosen before any was measured: plain objects, a dozen languages.
// Any of `expects` among the first five counts as found.

const shoes = ['mans-shoe', 'running-shoe', 'high-heeled-shoe', 'hiking-boot', 'womans-boot'];
const cars = ['automobile', 'racing-car', 'taxi', 'police-car'];
const trains = ['locomotive', 'high-speed-train', 'tram'];

export const textQueries = [
  ['text-to-image', 'en', 'bicycle', ['bicycle']],
  ['text-to-image', 'en', 'red apple', ['red-apple']],
  ['text-to-image', 'en', 'guitar', ['guitar']],
  ['text-to-image', 'en', 'a pair of running shoes', shoes],
  ['text-to-image', 'en', 'elephant', ['elephant', 'mammoth']],
  ['text-to-image', 'de', 'Geige', ['violin']],
  ['text-to-image', 'de', 'Fahrrad', ['bicycle']],
  ['text-to-image', 'de', 'Regenschirm', ['umbrella']],
  ['text-to-image', 'fr', 'éléphant', ['elephant', 'mammoth']],
  ['text-to-image', 'fr', 'voiture', cars],
  ['text-to-image', 'fr', 'fromage', ['cheese-wedge']],
  ['text-to-image', 'es', 'gato', ['cat']],
  ['text-to-image', 'es', 'zapato', shoes],
  ['text-to-image', 'es', 'tijeras', ['scissors']],
  ['text-to-image', 'pt', 'peixe', ['fish', 'tropical-fish', 'blowfish']],
  ['text-to-image', 'pt', 'avião', ['airplane']],
  ['text-to-image', 'it', 'chiave', ['key']],
  ['text-to-image', 'it', 'martello', ['hammer']],
  ['text-to-image', 'ru', 'собака', ['dog', 'poodle']],
  ['text-to-image', 'ru', 'скрипка', ['violin']],
  ['text-to-image', 'ar', 'سيارة', cars],
  ['text-to-image', 'ar', 'وردة', ['rose']],
  ['text-to-image', 'hi', 'हाथी', ['elephant', 'mammoth']],
  ['text-to-image', 'hi', 'केला', ['banana']],
  ['text-to-image', 'ja', '自転車', ['bicycle']],
  ['text-to-image', 'ja', 'りんご', ['red-apple', 'green-apple']],
  ['text-to-image', 'ko', '기타', ['guitar']],
  ['text-to-image', 'ko', '버스', ['bus']],
  ['text-to-image', 'zh', '大象', ['elephant', 'mammoth']],
  ['text-to-image', 'zh', '披萨', ['pizza']],
  ['text-to-text', 'en', 'trumpet', ['trumpet']],
  ['text-to-text', 'de', 'Trommel', ['drum']],
  ['text-to-text', 'fr', 'tomate', ['tomato']],
  ['text-to-text', 'es', 'tren', trains],
  ['text-to-text', 'pt', 'cachorro', ['dog', 'poodle']],
  ['text-to-text', 'it', 'orologio', ['alarm-clock']],
  ['text-to-text', 'ru', 'топор', ['axe']],
  ['text-to-text', 'ar', 'موز', ['banana']],
  ['text-to-text', 'hi', 'घोड़ा', ['horse']],
  ['text-to-text', 'ja', 'ピアノ', ['musical-keyboard']],
  ['text-to-text', 'ko', '택시', ['taxi']],
  ['text-to-text', 'zh', '蝴蝶', ['butterfly']],
];

/** Asked with Noto's drawing of the same thing, laid beside as `queries/<id>.webp`. */
export const imageQueries = [
  'violin',
  'elephant',
  'banana',
  'bicycle',
  'hammer',
  'airplane',
  'tomato',
  'owl',
];
