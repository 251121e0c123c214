// Which icons of an ordinary icon family show an emoji's concept: those called so, but for words of variant and size.

/** Letters and digits only, so that 'flag: Germany', 'flag-for-germany' and 'FlagGermany' meet. */
export function squeeze(name) {
  return name
    .toLowerCase()
    .replace(/^flag[- ]for[- ]/, 'flag-')
    .normalize('NFD')
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}

// Names that icon families use for something else than the emoji's short names do.
const MISLEADING = new Set(
  'mouse bow cancer on back end soon top ram bat rock date dash net crane no loop cl m o x a b v i e on ng ok up cool new free id vs sa libra aries virgo wheel switch symbols abc mask fist'.split(
    ' ',
  ),
);

// Words of icon families for concepts that CLDR calls something else.
const ALIASES = {
  'computer mouse': ['mouse'],
  'delivery truck': ['truck'],
  airplane: ['plane', 'aeroplane', 'flight'],
  house: ['home'],
  envelope: ['mail'],
  bicycle: ['bike'],
  'light bulb': ['lightbulb', 'bulb', 'idea'],
  hamburger: ['burger'],
  'cheese wedge': ['cheese'],
  doughnut: ['donut'],
  headphone: ['headphones'],
  'adhesive bandage': ['bandage', 'band-aid'],
  'deciduous tree': ['tree'],
  'paw prints': ['paw'],
  'red heart': ['heart'],
  wastebasket: ['trash', 'trash-can'],
  'glass of milk': ['milk'],
  'hot beverage': ['coffee', 'mug-hot'],
  'musical keyboard': ['piano'],
  'french fries': ['fries'],
  'cocktail glass': ['cocktail', 'martini'],
  'mobile phone': ['smartphone'],
  television: ['tv'],
  'running shoe': ['sneaker'],
  'carpentry saw': ['saw'],
  'fork and knife': ['cutlery', 'utensils'],
  'potted plant': ['plant', 'plant-pot'],
  'ice cream': ['ice-cream-bowl'],
  'high-speed train': ['bullet-train'],
  'shopping cart': ['cart'],
  balloon: ['balloons'],
  'sport utility vehicle': ['suv'],
  't-shirt': ['tshirt', 'shirt'],
  spider: ['arachnid'],
  rocket: ['rocket-launch', 'spaceship'],
  'palm tree': ['palm'],
  cherries: ['cherry'],
  grapes: ['grape'],
  'kick scooter': ['scooter'],
};

const VARIANT =
  /-(outline|outlined|rounded|round|sharp|fill|filled|thin|light|regular|bold|duotone|line|linear|broken|twotone|solid|remix|flat|alt|variant|color|icon|freehand|pixel|[0-9]+)$/;

function withoutVariant(name) {
  let shorter = name;
  while (VARIANT.test(shorter)) shorter = shorter.replace(VARIANT, '');
  return shorter;
}

/** The squeezed names under which an icon may show the emoji. */
export function wantedNames(emoji) {
  if (emoji.category === 'Flags') return [];
  const own = emoji.names.filter((name) => !MISLEADING.has(name.toLowerCase()));
  return [...new Set([...own, ...(ALIASES[emoji.texts.en?.name] ?? [])].map(squeeze))].filter(
    Boolean,
  );
}

/** Squeezed name without variant to the SVG files of that name, over a family's `icons.json`. */
export function iconsByName(data) {
  const byName = new Map();
  for (const [name, icon] of Object.entries(data.icons)) {
    if (icon.hidden) continue;
    const key = squeeze(withoutVariant(name));
    byName.set(key, [...(byName.get(key) ?? []), toSvg(icon, data)]);
  }
  return byName;
}

export function toSvg(icon, data) {
  const box = [
    icon.left ?? 0,
    icon.top ?? 0,
    icon.width ?? data.width ?? 16,
    icon.height ?? data.height ?? 16,
  ];
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" color="#111" viewBox="${box.join(' ')}" width="128" height="128">${icon.body}</svg>`,
  );
}
