;; The two passes of a resize in fixed point, 22 bits after the point, as resize.ts describes them.
;;
;; A weight is cut in two, high * 4096 + low, each within 16 bits, so that one instruction multiplies and adds two taps at once.
;; Weights lie in pairs: high, high, low, low, of two taps that follow each other; a last one alone is followed by zeros. Sums
;; wrap as 32-bit integers do, which leaves them as exact as if they were added up in one.
(module
  (memory (export "memory") 1)

  ;; Filters one row of pixels, red, green, blue. `$starts` and `$counts` point to the first pixel and the number of taps of
  ;; each of `$outputs` pixels, `$weights` to its weights, `$each` bytes apart. Reads up to 8 bytes past the row, and writes
  ;; one past `$to`.
  (func (export "filterRow")
    (param $from i32) (param $to i32)
    (param $starts i32) (param $counts i32) (param $weights i32)
    (param $outputs i32) (param $each i32)
    (local $end i32) (local $pixel i32) (local $weight i32) (local $taps i32)
    (local $two v128) (local $high v128) (local $low v128)
    (local.set $end (i32.add (local.get $to) (i32.mul (local.get $outputs) (i32.const 3))))
    (loop $output
      (local.set $pixel
        (i32.add (local.get $from) (i32.mul (i32.load (local.get $starts)) (i32.const 3))))
      (local.set $taps (i32.load (local.get $counts)))
      (local.set $weight (local.get $weights))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (local.set $low (v128.const i32x4 0x200000 0x200000 0x200000 0x200000)) ;; a half, to round
      (loop $tap
        ;; Red of both pixels, green of both, blue of both, as 16-bit numbers.
        (local.set $two
          (i8x16.swizzle
            (v128.load64_zero (local.get $pixel))
            (v128.const i8x16 0 -1 3 -1 1 -1 4 -1 2 -1 5 -1 -1 -1 -1 -1)))
        (local.set $high
          (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat (local.get $weight)))))
        (local.set $low
          (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat offset=4 (local.get $weight)))))
        (local.set $pixel (i32.add (local.get $pixel) (i32.const 6)))
        (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
        (local.set $taps (i32.sub (local.get $taps) (i32.const 2)))
        (br_if $tap (i32.gt_s (local.get $taps) (i32.const 0))))
      (v128.store32_lane 0 (local.get $to) (call $bytes (local.get $high) (local.get $low)))
      (local.set $to (i32.add (local.get $to) (i32.const 3)))
      (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
      (local.set $counts (i32.add (local.get $counts) (i32.const 4)))
      (local.set $weights (i32.add (local.get $weights) (local.get $each)))
      (br_if $output (i32.lt_u (local.get $to) (local.get $end)))))

  ;; Filters `$taps` rows of `$length` bytes, `$stride` apart, into one. Four bytes at a time: reads and writes up to 3 past each
  ;; row, and where taps are odd, a row more.
  (func (export "filterColumns")
    (param $from i32) (param $to i32) (param $length i32) (param $stride i32)
    (param $weights i32) (param $taps i32)
    (local $end i32) (local $pixel i32) (local $weight i32) (local $left i32)
    (local $two v128) (local $high v128) (local $low v128)
    (local.set $end (i32.add (local.get $to) (local.get $length)))
    (loop $output
      (local.set $pixel (local.get $from))
      (local.set $weight (local.get $weights))
      (local.set $left (local.get $taps))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (local.set $low (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (loop $tap
        ;; Each of four bytes beside the one below it, as 16-bit numbers.
        (local.set $two
          (i16x8.extend_low_i8x16_u
            (i8x16.shuffle 0 16 1 17 2 18 3 19 0 0 0 0 0 0 0 0
              (v128.load32_zero (local.get $pixel))
              (v128.load32_zero (i32.add (local.get $pixel) (local.get $stride))))))
        (local.set $high
          (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat (local.get $weight)))))
        (local.set $low
          (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat offset=4 (local.get $weight)))))
        (local.set $pixel
          (i32.add (local.get $pixel) (i32.shl (local.get $stride) (i32.const 1))))
        (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
        (local.set $left (i32.sub (local.get $left) (i32.const 2)))
        (br_if $tap (i32.gt_s (local.get $left) (i32.const 0))))
      (v128.store32_lane 0 (local.get $to) (call $bytes (local.get $high) (local.get $low)))
      (local.set $from (i32.add (local.get $from) (i32.const 4)))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (br_if $output (i32.lt_u (local.get $to) (local.get $end)))))

  ;; Four sums as bytes, cut off at 0 and 255, in the first four places.
  (func $bytes (param $high v128) (param $low v128) (result v128)
    (local $sum v128)
    (local.set $sum
      (i32x4.shr_s
        (i32x4.add (i32x4.shl (local.get $high) (i32.const 12)) (local.get $low))
        (i32.const 22)))
    (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
    (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum))))
