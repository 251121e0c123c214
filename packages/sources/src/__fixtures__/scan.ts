interface Scan {
  readonly width: number;
  readonly height: number;
  /** CCITT group 4, and what JBIG2 calls MMR. */
  readonly group4: Buffer;
  readonly jpeg2000: Buffer;
  /** One bit a pixel, 0 is black. */
  readonly bits: Buffer;
}

/** A white image of 64 by 48 pixels with a black rectangle of 21 by 16 in its upper left corner, as PDFs hold it. */
export const scan: Scan = {
  width: 64,
  height: 48,
  group4: Buffer.from('JqGz///////x/////wAQAQ==', 'base64'),
  jpeg2000: Buffer.from(
    'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAMAAAAEAAAQcHAAAAAAAPY29scgEAAAAAABEAAAG4anAyY/9P/1EAKQAAAAAAQAAAADAAAAAAAAAAAAAAAEAAAAAwAAAAAAAAAAAAAQcBAf9SAAwAAAABAAAEBAAB/1wABEBA/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS40/5AACgAAAAABRgAB/5PfhpoAEVBUo2Ov5C6Dh1Pcg90RWBJ4uOWemtKaWv92TBAAAAAGEhL/f0OaAAAAAAMJCXyK8AAAwkJUdQAYSEvl/CAABhISo6gAwkJfL+EAADCQlR1ABhIS/3hoEAAAAAAAAwkJSBMAYSEvl/CAABhISo6gAwkJfL+EAADCQlR1ABhIS+X8IAAGEhKjqADCQl/+GgQAAAAAAADCQlIEwBhIS+X8IAAGEhKjqADCQl8v4QAAMJCVHUAGEhL5fwgAAYSEqOoAMJCX/0NAgAAAAAAAGEhKQJgDCQl8v4QAAMJCVHUAGEhL5fwgAAYSEqOoAMJCXy/hAAAwkJUdQAYSEv94aBAAAAAAAAMJCUgTAGEhL5fwgAAYSEqOoAMJCXy/hAAAwkJUdQAYSEvl/CAABhISo6gAwkJf/3//2Q==',
    'base64',
  ),
  bits: Buffer.concat(
    Array.from({ length: 48 }, (_, y) =>
      Buffer.from(y < 16 ? '000007ffffffffff' : 'ffffffffffffffff', 'hex'),
    ),
  ),
};
