"""Makes test PDFs with reportlab: python make.py FOLDER < texts.json. Needs reportlab, python-bidi and arabic-reshaper."""
import json
import sys

from arabic_reshaper import reshape
from bidi.algorithm import get_display
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

width, height = A4


def columns(path, text, font, count):
    style = ParagraphStyle('x', fontName=font, fontSize=11, leading=15, alignment=4 if count == 2 else 0)
    if 'named' in text:
        style.wordWrap = 'CJK'
    each = (width - 120 - 24 * (count - 1)) / count
    frames = [Frame(60 + (each + 24) * i, 400, each, 380, 0, 0, 0, 0) for i in range(count)]
    flow = []
    for _ in range(3):
        for sentence in text['sentences']:
            flow += [Paragraph(sentence, style), Spacer(1, 8)]
    BaseDocTemplate(path, pagesize=A4, pageTemplates=[PageTemplate(frames=frames)]).build(flow)


def lines(path, text, font):
    """From right to left: reportlab draws what it is given, so lines are broken and turned round here."""
    canvas = Canvas(path, pagesize=A4)
    y = height - 60
    for sentence in text['sentences']:
        line = []
        for word in [*sentence.split(' '), None]:
            shown = ' '.join([*line, word] if word else line)
            if word and stringWidth(shown, font, 11) < 380:
                line.append(word)
                continue
            canvas.setFont(font, 11)
            canvas.drawRightString(width - 60, y, get_display(reshape(' '.join(line)), base_dir='R'))
            y -= 16
            line = [word]
        y -= 10
    canvas.save()


folder = sys.argv[1]
for text in json.load(sys.stdin):
    language = text['language']
    if 'named' in text:
        font = text['named']
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    else:
        font = language
        pdfmetrics.registerFont(TTFont(font, text['file']))
    if text['direction'] == 'rtl':
        lines(f'{folder}/{language}-reportlab-lines.pdf', text, font)
    else:
        columns(f'{folder}/{language}-reportlab-plain.pdf', text, font, 1)
        columns(f'{folder}/{language}-reportlab-columns.pdf', text, font, 2)
