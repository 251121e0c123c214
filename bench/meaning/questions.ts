/** A question in three languages, and the page of the course `javascripting` that answers it. */
export interface Question {
  readonly page: string;
  readonly en: string;
  readonly es: string;
  readonly ja: string;
}

/** In other words than the pages have, where there are others. */
export const questions: readonly Question[] = [
  {
    page: 'for-loop',
    en: 'How do I repeat the same statement ten times?',
    es: '¿Cómo repito la misma instrucción diez veces?',
    ja: '同じ処理を十回繰り返すにはどうすればよいですか？',
  },
  {
    page: 'if-statement',
    en: 'How can a program do one thing or another depending on a condition?',
    es: '¿Cómo hace un programa una cosa u otra según una condición?',
    ja: '条件によって違う処理をするにはどう書きますか？',
  },
  {
    page: 'string-length',
    en: 'How many characters does a piece of text have?',
    es: '¿Cuántos caracteres tiene un texto?',
    ja: '文字が何文字あるか調べる方法は？',
  },
  {
    page: 'rounding-numbers',
    en: 'How do I get rid of the digits after the decimal point?',
    es: '¿Cómo quito los decimales de una cifra?',
    ja: '小数を一番近い整数にしたい',
  },
  {
    page: 'number-to-string',
    en: 'Turning a figure into text',
    es: 'Pasar una cifra a texto',
    ja: '数値をテキストに変換したい',
  },
  {
    page: 'array-filtering',
    en: 'Keep only the elements of a list that pass a test',
    es: 'Quedarse solo con los elementos de una lista que cumplen algo',
    ja: 'リストから条件に合う要素だけを取り出す',
  },
  {
    page: 'accessing-array-values',
    en: 'Read the second entry of a list',
    es: 'Leer la segunda entrada de una lista',
    ja: 'リストの二番目の値を読み取る',
  },
  {
    page: 'looping-through-arrays',
    en: 'Do something with every entry of a list, one after the other',
    es: 'Hacer algo con cada entrada de una lista, una tras otra',
    ja: 'リストのすべての要素を順番に処理する',
  },
  {
    page: 'object-properties',
    en: 'Read or change one field of a record by its name',
    es: 'Leer o cambiar un campo de un registro por su nombre',
    ja: '名前でフィールドの値を読んだり変えたりする',
  },
  {
    page: 'object-keys',
    en: 'List the names of all fields of a record',
    es: 'Listar los nombres de todos los campos de un registro',
    ja: 'オブジェクトが持つ名前の一覧を得る',
  },
  {
    page: 'function-return-values',
    en: 'How does a routine give its result back to the caller?',
    es: '¿Cómo devuelve una rutina su resultado a quien la llama?',
    ja: '呼び出し元に結果を返すには？',
  },
  {
    page: 'function-arguments',
    en: 'How are inputs passed to a routine?',
    es: '¿Cómo se le pasan datos de entrada a una rutina?',
    ja: '関数に入力を渡すには？',
  },
  {
    page: 'revising-strings',
    en: 'Swap one word of a text for another',
    es: 'Cambiar una palabra de un texto por otra',
    ja: 'テキストの中の単語を別の単語に置き換える',
  },
  {
    page: 'scope',
    en: 'Where in a program can a variable be seen?',
    es: '¿Desde qué partes de un programa se ve una variable?',
    ja: '変数はプログラムのどこから見えますか？',
  },
  {
    page: 'variables',
    en: 'Give a value a name so that it can be used later',
    es: 'Dar un nombre a un valor para usarlo después',
    ja: '値に名前を付けて後で使う',
  },
];
