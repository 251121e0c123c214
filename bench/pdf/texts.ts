/** A few sentences in a language, of our own making. */
export interface LanguageText {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** A font of Debian's packages that has its letters. */
  readonly font: string;
  /** The same as a file, for reportlab; absent where reportlab cannot shape the script. */
  readonly file?: string;
  /** A font of PDF readers that reportlab names and does not embed. */
  readonly named?: string;
  readonly sentences: readonly string[];
}

const noto = '/usr/share/fonts/truetype/noto';

/** What the test PDFs are made from. */
export const texts: readonly LanguageText[] = [
  {
    language: 'en',
    direction: 'ltr',
    font: 'Noto Serif',
    file: `${noto}/NotoSerif-Regular.ttf`,
    sentences: [
      'The office on the second floor keeps efficient records of every affluent customer, and the staff refuses to file them twice.',
      'A violin of 1890 was sold for 120 pounds, although its well-known maker had asked for 1,900.',
      'Waterproof shoes are made of oiled leather; they last longer when they are cleaned after every walk in the rain.',
      'Every reader returns a book within three weeks, or asks the librarian for an extension of the loan.',
      'Photographs of the northern lights need long exposures, a steady tripod and considerable patience.',
    ],
  },
  {
    language: 'de',
    direction: 'ltr',
    font: 'Noto Sans',
    file: `${noto}/NotoSans-Regular.ttf`,
    sentences: [
      'Die Geschwindigkeitsbegrenzung auf der Bundesstraße gilt auch für Straßenbahnen, Fahrräder und Lieferwagen.',
      'Übergrößen müssen rechtzeitig bestellt werden, weil die Schuhmacherwerkstatt nur zweimal im Jahr liefert.',
      'Im Donaudampfschifffahrtsmuseum hängen Zeichnungen aus dem neunzehnten Jahrhundert neben modernen Aufnahmen.',
      'Wer die Bedienungsanleitung aufmerksam liest, vermeidet die häufigsten Schwierigkeiten bei der Inbetriebnahme.',
      'Zwölf Boxkämpfer jagten Viktor quer über den großen Sylter Deich.',
    ],
  },
  {
    language: 'fr',
    direction: 'ltr',
    font: 'Noto Serif',
    file: `${noto}/NotoSerif-Regular.ttf`,
    sentences: [
      'Les élèves ont déjà reçu leurs manuels, où chaque leçon commence par une œuvre célèbre.',
      'Cet été, la bibliothèque restera ouverte jusqu’à dix-neuf heures, sauf le jour de la fête nationale.',
      'Une chaussure imperméable protège le pied contre l’humidité, à condition d’être entretenue régulièrement.',
      'Le voyageur averti évite les contraventions en achetant son billet avant de monter dans le train.',
    ],
  },
  {
    language: 'ru',
    direction: 'ltr',
    font: 'Noto Sans',
    file: `${noto}/NotoSans-Regular.ttf`,
    sentences: [
      'Водонепроницаемая обувь изготавливается из промасленной кожи и служит дольше при правильном уходе.',
      'Библиотека на втором этаже открыта ежедневно, кроме воскресенья, с девяти утра до восьми вечера.',
      'Съешь же ещё этих мягких французских булок, да выпей чаю.',
      'Путешественники предпочитают фотографировать северное сияние длительными выдержками.',
    ],
  },
  {
    language: 'el',
    direction: 'ltr',
    font: 'Noto Sans',
    file: `${noto}/NotoSans-Regular.ttf`,
    sentences: [
      'Τα αδιάβροχα παπούτσια διαρκούν περισσότερο όταν καθαρίζονται μετά από κάθε περίπατο στη βροχή.',
      'Η βιβλιοθήκη παραμένει ανοιχτή καθημερινά από τις εννέα το πρωί μέχρι τις οκτώ το βράδυ.',
      'Όποιος δανείζεται ένα βιβλίο το επιστρέφει μέσα σε τρεις εβδομάδες.',
    ],
  },
  {
    language: 'vi',
    direction: 'ltr',
    font: 'Noto Sans',
    file: `${noto}/NotoSans-Regular.ttf`,
    sentences: [
      'Giày chống thấm nước được làm bằng da tẩm dầu và bền hơn nếu được lau sạch sau mỗi lần đi mưa.',
      'Thư viện ở tầng hai mở cửa hằng ngày từ chín giờ sáng đến tám giờ tối, trừ chủ nhật.',
      'Người mượn sách phải trả trong vòng ba tuần hoặc xin gia hạn với thủ thư.',
    ],
  },
  {
    language: 'ar',
    direction: 'rtl',
    font: 'Noto Sans Arabic',
    file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
    sentences: [
      'الذكاء الاصطناعي هو قدرة الآلة على محاكاة العقل البشري والتعلم من الأخطاء.',
      'تفتح المكتبة في الطابق الثاني أبوابها كل يوم من الساعة 9 صباحا حتى الساعة 8 مساء إلا يوم الجمعة.',
      'الأحذية المقاومة للماء مصنوعة من الجلد المزيت، وهي تدوم طويلا إذا نظفت بعد كل نزهة.',
      'يعيد القارئ الكتاب خلال ثلاثة أسابيع (أو يطلب التمديد) من أمين المكتبة.',
      'بيعت الكمان القديمة بمبلغ 120 دينارا في عام 1890 لأن صاحبها لا يعرف قيمتها.',
    ],
  },
  {
    language: 'fa',
    direction: 'rtl',
    font: 'Noto Sans Arabic',
    file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
    sentences: [
      'کتابخانهٔ طبقهٔ دوم هر روز از ساعت ۹ صبح تا ۸ شب باز است، به جز روز جمعه.',
      'کفش ضد آب از چرم روغنی ساخته می‌شود و اگر پس از هر پیاده‌روی تمیز شود بیشتر دوام می‌آورد.',
      'هر کس کتابی امانت بگیرد باید آن را ظرف سه هفته برگرداند.',
    ],
  },
  {
    language: 'he',
    direction: 'rtl',
    font: 'Noto Sans Hebrew',
    file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
    sentences: [
      'הבינה המלאכותית היא היכולת של מכונה לחקות את מוח האדם ולפעול בצורה תבונית.',
      'הספרייה בקומה השנייה פתוחה בכל יום משעה 9 בבוקר עד שעה 8 בערב, חוץ משבת.',
      'נעליים עמידות במים עשויות מעור משומן, והן מחזיקות זמן רב יותר אם מנקים אותן אחרי כל טיול.',
      'הכינור הישן נמכר תמורת 120 לירות (בשנת 1890) אף כי היוצר המפורסם ביקש הרבה יותר.',
    ],
  },
  {
    language: 'hi',
    direction: 'ltr',
    font: 'Noto Sans Devanagari',
    file: `${noto}/NotoSansDevanagari-Regular.ttf`,
    sentences: [
      'कृत्रिम बुद्धिमत्ता मशीन की वह क्षमता है जिससे वह मनुष्य के मस्तिष्क की नकल करती है।',
      'दूसरी मंज़िल का पुस्तकालय रविवार को छोड़कर प्रतिदिन सुबह नौ बजे से रात आठ बजे तक खुला रहता है।',
      'जलरोधक जूते तेल लगे चमड़े से बनते हैं और सफ़ाई करने पर अधिक समय तक चलते हैं।',
      'जो कोई पुस्तक उधार लेता है उसे तीन सप्ताह के भीतर लौटाना चाहिए।',
    ],
  },
  {
    language: 'ta',
    direction: 'ltr',
    font: 'Noto Sans Tamil',
    file: `${noto}/NotoSansTamil-Regular.ttf`,
    sentences: [
      'செயற்கை நுண்ணறிவு என்பது மனித மூளையைப் போலச் சிந்திக்கும் இயந்திரத்தின் திறன் ஆகும்.',
      'இரண்டாம் தளத்தில் உள்ள நூலகம் ஞாயிறு தவிர தினமும் காலை ஒன்பது மணி முதல் இரவு எட்டு மணி வரை திறந்திருக்கும்.',
      'நீர் புகாத காலணிகள் எண்ணெய் தடவிய தோலால் செய்யப்படுகின்றன.',
      'நூலை இரவல் வாங்குபவர் மூன்று வாரங்களுக்குள் திருப்பித் தர வேண்டும்.',
    ],
  },
  {
    language: 'th',
    direction: 'ltr',
    font: 'Noto Sans Thai',
    file: `${noto}/NotoSansThai-Regular.ttf`,
    sentences: [
      'รองเท้ากันน้ำทำจากหนังเคลือบน้ำมัน และใช้ได้นานขึ้นเมื่อทำความสะอาดหลังเดินกลางฝน',
      'ห้องสมุดชั้นสองเปิดทุกวันตั้งแต่เก้าโมงเช้าถึงสองทุ่ม ยกเว้นวันอาทิตย์',
    ],
  },
  {
    language: 'zh',
    direction: 'ltr',
    font: 'Noto Sans CJK SC',
    named: 'STSong-Light',
    sentences: [
      '人工智能是机器模仿人类大脑并采取行动的能力,它从错误中学习。',
      '二楼的图书馆除星期日外每天上午九点到晚上八点开放,借书的人应在三周之内归还。',
      '防水鞋由浸油的皮革制成,每次雨中散步以后清洗干净就会更加耐用。',
      '这把一八九〇年的小提琴卖了一百二十英镑,虽然著名的制琴师要价更高。',
      '北京的冬天非常寒冷,拍摄北极光需要长时间曝光、稳固的三脚架和很大的耐心。',
    ],
  },
  {
    language: 'ja',
    direction: 'ltr',
    font: 'Noto Sans CJK JP',
    named: 'HeiseiMin-W3',
    sentences: [
      '人工知能とは、機械が人間の脳を模倣して行動する能力のことであり、誤りから学習する。',
      '二階の図書館は日曜日を除いて毎日午前九時から午後八時まで開いています。',
      '防水の靴は油を塗った革で作られ、雨の散歩のあとに手入れをすれば長持ちします。',
      '東京の桜は春に咲き、オーロラの撮影には長い露出と頑丈な三脚と忍耐が必要です。',
    ],
  },
  {
    language: 'ko',
    direction: 'ltr',
    font: 'Noto Sans CJK KR',
    named: 'HYSMyeongJo-Medium',
    sentences: [
      '인공지능은 기계가 사람의 뇌를 모방하여 행동하는 능력이며 실수에서 배운다.',
      '이층에 있는 도서관은 일요일을 제외하고 매일 오전 아홉 시부터 오후 여덟 시까지 열려 있다.',
      '방수 신발은 기름을 먹인 가죽으로 만들며 비 오는 날 산책한 뒤에 닦아 주면 더 오래 신을 수 있다.',
    ],
  },
];
