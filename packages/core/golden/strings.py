"""The texts whose token ids are compared: every script in many forms, and what breaks tokenizers.

A text is a list of `[piece, times]`, so that very long ones stay short in the file.
"""

import unicodedata

SENTENCES = {
    "English": "A beautiful sunset over the beach, isn't it?",
    "German": "Ein wunderschöner Sonnenuntergang am Straßenrand",
    "French": "L’été, où « le cœur » naïf s’émeut à l’aube",
    "Spanish": "¿Dónde está el niño? ¡Mañana llegará!",
    "Portuguese": "Não há coração que não se comova com a canção",
    "Italian": "Un bellissimo tramonto sulla spiaggia, perché no?",
    "Polish": "Zażółć gęślą jaźń",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy",
    "Hungarian": "Árvíztűrő tükörfúrógép",
    "Turkish": "İstanbul'da ılık bir ışık, şöyle çağıldıyor",
    "Vietnamese": "Hoàng hôn tuyệt đẹp trên bãi biển",
    "Icelandic": "Kæmi ný öxi hér, ykist þjófum nú bæði víl og ádrepa",
    "Yoruba": "Ọjọ́ tí ó dára lórí etí òkun",
    "Swahili": "Machweo mazuri ya jua ufukweni",
    "Indonesian": "Matahari terbenam yang indah di pantai",
    "Greek": "Ένα όμορφο ηλιοβασίλεμα πάνω από την παραλία",
    "Polytonic Greek": "Μῆνιν ἄειδε θεὰ Πηληϊάδεω Ἀχιλῆος",
    "Russian": "Съешь ещё этих мягких французских булок",
    "Ukrainian": "Чуєш їх, доцю, га? Кумедна ж ти, прощайся без ґольфів!",
    "Serbian": "Љубазни фењерџија чађавог лица",
    "Mongolian": "Далай дээрх үзэсгэлэнт нар жаргалт",
    "Armenian": "Գեղեցիկ մայրամուտ լողափի վրա",
    "Georgian": "ლამაზი მზის ჩასვლა სანაპიროზე",
    "Hebrew": "שקיעה יפהפייה מעל החוף",
    "Hebrew with points": "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
    "Arabic": "غروب جميل على الشاطئ",
    "Arabic with marks": "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ",
    "Persian": "غروب زیبای آفتاب بر فراز ساحل می‌درخشد",
    "Urdu": "ساحل پر خوبصورت غروب آفتاب",
    "Syriac": "ܫܠܡܐ ܥܠܡܐ",
    "Thaana": "އައްސަލާމު ޢަލައިކުމް",
    "Hindi": "समुद्र तट पर एक खूबसूरत सूर्यास्त",
    "Marathi": "समुद्रकिनाऱ्यावरील सुंदर सूर्यास्त",
    "Bengali": "সমুদ্র সৈকতে সুন্দর সূর্যাস্ত",
    "Punjabi": "ਬੀਚ ਉੱਤੇ ਸੁੰਦਰ ਸੂਰਜ ਡੁੱਬਣਾ",
    "Gujarati": "દરિયાકિનારે સુંદર સૂર્યાસ્ત",
    "Odia": "ବେଳାଭୂମିରେ ସୁନ୍ଦର ସୂର୍ଯ୍ୟାସ୍ତ",
    "Tamil": "கடற்கரையில் அழகான சூரிய அஸ்தமனம்",
    "Telugu": "బీచ్‌లో అందమైన సూర్యాస్తమయం",
    "Kannada": "ಕಡಲತೀರದ ಮೇಲೆ ಸುಂದರ ಸೂರ್ಯಾಸ್ತ",
    "Malayalam": "കടൽത്തീരത്ത് മനോഹരമായ സൂര്യാസ്തമയം",
    "Sinhala": "වෙරළට ඉහළින් ලස්සන හිරු බැස යෑම",
    "Thai": "พระอาทิตย์ตกที่สวยงามเหนือชายหาด",
    "Lao": "ຕາເວັນຕົກທີ່ສວຍງາມເທິງຫາດຊາຍ",
    "Khmer": "ថ្ងៃលិចដ៏ស្រស់ស្អាតនៅលើឆ្នេរ",
    "Burmese": "ကမ်းခြေပေါ်ရှိ လှပသော နေဝင်ချိန်",
    "Tibetan": "མཚོ་འགྲམ་གྱི་ཉི་མ་ནུབ་པ་མཛེས་པོ།",
    "Amharic": "በባህር ዳርቻ ላይ የሚያምር ጀምበር",
    "Chinese": "海滩上美丽的日落，真是太棒了！",
    "Traditional Chinese": "海灘上美麗的日落",
    "Japanese": "浜辺に沈む美しい夕日、カタカナもヒラガナも。",
    "Half-width kana": "ﾊﾝｶｸｶﾅ ﾃﾞｽ",
    "Korean": "해변 위로 아름다운 일몰",
    "Cherokee": "ᎣᏏᏲ ᎢᎦᏓ",
    "Inuktitut": "ᐃᓄᒃᑎᑐᑦ ᐅᖃᐅᓯᖅ",
    "Ol Chiki": "ᱥᱟᱱᱛᱟᱲᱤ ᱯᱟᱹᱨᱥᱤ",
    "Gothic": "𐌲𐌿𐍄𐌹𐍃𐌺 𐍂𐌰𐌶𐌳𐌰",
    "Runes": "ᚠᚢᚦᚨᚱᚲ",
    "Tifinagh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
}

SPECIAL = [
    "", " ", "\t\n\r ", "\u00a0", "\u3000", "\u2003\u2009", "\u200b", "\u200b\u200c\u200d\u2060\ufeff", "\x00", "\x00\x01\x02\x1f\x7f",
    "a\x00b", "a\x07b\x1bc", "x\u0085y", "line one\nline two\r\nline three\ttab", "  leading", "trailing  ", "many      spaces",
    "non\u00a0breaking\u202fspaces\u2007here", "soft\u00adhyphen", "zero\u200bwidth", "\ufeffbyte order mark", "\u202eright to left override\u202c",
    "\u2066isolate\u2069", "line\u2028separator\u2029here", "\ufffd", "\uffff", "\U0010ffff", "\U000e0041\U000e0042", "\ue000 private", "\ufdd0",
    "😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷🇯🇵", "❤️ ❤", "1️⃣2️⃣#️⃣", "🧑🏿‍🚀🧑🏻‍🎄", "☀︎☀️", "dog🐶cat🐱bird🐦", "🐶" * 40,
    "e\u0301 é", "A\u030a Å Å", "ﬁ ﬂ ﬃ ﬀ", "① ② ⑳ Ⅳ ⅷ", "½ ⅓ ² ³ ₂", "ｆｕｌｌ ｗｉｄｔｈ １２３ ！", "㍿ ㌔ ㎏ ㏒ ℃ №", "ǆ Ǆ ǅ", "ẞ ß SS", "İ i̇ ı I",
    "Z̷̢̛͉͖̲̗͇̜̬̖͔̩̘͇̾̿̈́̿a̶l̵g̸o̴", "a" + "\u0301" * 50, "\u0301", "\u0301abc", " \u0301 x", "ක්‍ෂ", "क्षि", "각 각 각", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒮𝒸𝓇𝒾𝓅𝓉 𝟙𝟚𝟛", "ᵃᵇᶜ", "…‥—–―‘’“”„«»‹›", "ﷺ ﷲ",
    "0", "7", "42", "3.14159", "-273.15", "1,000,000", "1e-10", "0x1F", "2024-12-31T23:59:59Z", "+49 (0)30 123-456", "12:30", "$5.99 €7,50 ¥100 ₹5", "100%", "n°1", "1/2",
    "https://example.com/a/b?c=d&e=%20f#g", "http://[::1]:8080/", "user.name+tag@example.co.uk", "C:\\Users\\me\\file.txt", "/usr/local/bin/node", "#hashtag @mention", "www.例え.jp",
    "const f = (x) => x ** 2; // comment", "if (a && b || !c) { return a[0]?.b ?? `t${c}`; }", "def f(x):\n    return x + 1\n", "SELECT * FROM t WHERE a = 'b''c';", "<p class=\"x\">a &amp; b</p>", "{\"a\": [1, 2.5, null, true]}", "\\n\\t\\u0041", "a_b-c.d/e|f~g^h", "$x^2 + \\frac{a}{b}$",
    "<s>", "</s>", "<pad>", "<unk>", "<mask>", "a<s>b</s>c", " <pad> ", "▁", "▁a ▁ b", "a▁b", "##ing", "Ġhello", "[CLS] [SEP]",
    ".", "...", "!?!?!?", "-", "'", "\"", "(", "-----", "=====", "_", "a", "I", "Ω", "ω", "K", "Å", "µ μ", "ſ", "ﬅ",
    "Represent the query for retrieving evidence documents: ", "Represent the query for retrieving evidence documents: red shoe",
    "UPPER CASE TEXT", "lower case text", "MiXeD cAsE", "camelCaseAndPascalCase snake_case kebab-case", "supercalifragilisticexpialidocious", "Donaudampfschifffahrtsgesellschaftskapitän", "pneumonoultramicroscopicsilicovolcanoconiosis",
    "English और हिन्दी 中文 و عربي mixed с русским", "שלום hello مرحبا 123 hello", "日本語English한국어", "Ein 狗 und eine 고양이 🐈 in Αθήνα", "abc אבג 123 דהו def", "RTL: ‏abc‏ LTR: ‎אבג‎",
    "ＡＢＣ　ａｂｃ", "a\u0300\u0323 vs a\u0323\u0300", "ệ ệ ệ", "Ǻ", "\u1e9b\u0323", "¨ ´ ¸", "ʰ ʲ", "ﻻ لا", "⼀ 一", "龜 龜 亀", "𠮷野家 𩸽", "﨑 塚",
]  # fmt: skip

LONG = [
    [["word ", 3000]],
    [["Съешь ещё этих мягких французских булок ", 800]],
    [["海滩上美丽的日落", 1500]],
    [["พระอาทิตย์ตก", 900]],
    [["a", 20000]],
    [["ab", 9000], [" end", 1]],
    [["🐶", 5000]],
    [[" ", 20000], ["end", 1]],
    [["x" * 70 + " ", 900]],
    [["\n", 5000], ["one two\n", 6000]],
    [["a\u0301", 6000]],
    [["The quick brown fox. ", 30], ["日本語のテキスト。", 30], ["Ένα δύο ", 30]],
    [["word ", 509], ["x", 1]],
    [["word ", 510], ["x", 1]],
    [["word ", 511], ["x", 1]],
    [["wo\u200brd \u0301", 12000]],
    [["A sentence that is long enough. ", 40000]],
]


def forms(sentence: str) -> list[str]:
    """A sentence as people and programs write it."""
    words = sentence.split()
    return [
        sentence,
        sentence.upper(),
        unicodedata.normalize("NFD", sentence),
        f"  {sentence}\n\n{words[0]} ",
        "\u200b".join(words) + "\u00a0" + words[-1],
        f"“{sentence}” (2024), 😀 {words[-1]}!",
        f"{words[-1]}{words[0]} x {sentence[:7]}",
    ]


def texts() -> list[list[list]]:
    found = [form for sentence in SENTENCES.values() for form in forms(sentence)] + SPECIAL
    unique = list(dict.fromkeys(found))
    return [[[text, 1]] for text in unique] + LONG


if __name__ == "__main__":
    print(len(texts()), "texts,", len(SENTENCES), "languages")
