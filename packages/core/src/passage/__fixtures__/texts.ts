import fc from 'fast-check';

/** Sentences in scripts that separate words and sentences each in their own way. */
export const sentences: readonly string[] = [
  'The quick brown fox jumps over the lazy dog. ',
  'Dr. Müller wohnt in der 3. Straße; er kommt um 8 Uhr. ',
  'สวัสดีครับ ผมชื่อสมชายและผมชอบอ่านหนังสือทุกวัน',
  '今天天气很好。我们去公园散步吧！',
  '昨日は雨でした。今日は晴れです。',
  'مرحبا بالعالم. كيف حالك اليوم؟ ',
  'שלום עולם. מה שלומך? ',
  'नमस्ते दुनिया। आप कैसे हैं? ',
  '👩‍👩‍👧‍👦🏳️‍🌈👍🏽',
  'e\u0301a\u0308o\u0302\u0323 ',
  `z${'\u0336\u0489'.repeat(40)}`,
  '한국어 문장입니다. 다음 문장. ',
  '\n',
  '\n\n',
  '\r\n\r\n',
  '  \t',
  '- item\n- item two\n',
  'a'.repeat(70),
  '\ud83d', // half a surrogate pair
];

/** Any mixture of these and of arbitrary characters. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...sentences), fc.string({ unit: 'binary', maxLength: 30 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));
