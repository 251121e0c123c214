/** A text and what the model card of jina-clip-v2 gives as its cosine with the query. */
export interface LanguageCosine {
  readonly language: string;
  readonly text: string;
  readonly cosine: number;
}

/** The query of the card, without the instruction that goes before it. */
export const cardQuery = 'beautiful sunset over the beach';

/**
 * Nine cosines of the model card (jinaai/jina-clip-v2, README, made with Transformers.js and the weights q4). Texts only, so
 * that weights can be proved without an image.
 */
export const languageCosines: readonly LanguageCosine[] = [
  { language: 'Arabic', text: 'غروب جميل على الشاطئ', cosine: 0.5566609501838684 },
  { language: 'Chinese', text: '海滩上美丽的日落', cosine: 0.7028406858444214 },
  { language: 'French', text: 'Un beau coucher de soleil sur la plage', cosine: 0.582255482673645 },
  {
    language: 'German',
    text: 'Ein wunderschöner Sonnenuntergang am Strand',
    cosine: 0.6648036241531372,
  },
  {
    language: 'Greek',
    text: 'Ένα όμορφο ηλιοβασίλεμα πάνω από την παραλία',
    cosine: 0.5462006330490112,
  },
  { language: 'Hindi', text: 'समुद्र तट पर एक खूबसूरत सूर्यास्त', cosine: 0.6791588068008423 },
  {
    language: 'Italian',
    text: 'Un bellissimo tramonto sulla spiaggia',
    cosine: 0.6192430257797241,
  },
  { language: 'Japanese', text: '浜辺に沈む美しい夕日', cosine: 0.6258729100227356 },
  { language: 'Korean', text: '해변 위로 아름다운 일몰', cosine: 0.6453716158866882 },
];

/**
 * How far a cosine may be from the card's. The card's are of q4 and every variant rounds in its own way, so this is an
 * estimate, not a measurement; a wrong tokenizer, padding or instruction moves several of them by much more.
 */
export const cosineTolerance = 0.05;
