/** 32x16 pictures, red on the left and blue on the right, as Pillow 12 and heif-enc 1.15 wrote them; gzipped, base64. */
import { gunzipSync } from 'node:zlib';

const PACKED = {
  bmp24: 'H4sIAAAAAAACA3PyNWNjAAMzINYAYgUgFgBiRgYJiARQ/ggfBCPAf5LQfxI1jJo/av6o+aPmj5o/OM0HAK22OZg2BgAA',
  bmp8:
    'H4sIAAAAAAACA+3SvbHVQAwGUAPDDBFQAiG5OiCnDfWkZm5EqCpoRJzVZi8jZbBH9+ezvXu8qx8/Xx+fPV4fnue772/qq3r3fLoX3j/Pr8+3' +
    'fj+3/u4IlapUq7lR+Ah5yEMec29LefqR8pTn3EdLXvLyp+Q1d7iWt7zlLejZKZ6Rj3zkI5+50+6ZqlSruRQfwRM8wRM8y+MJnuAJnuBZMk/w' +
    'BE/wBM++Bk/wBE/wBM95teAJnuAJnuDZ113NOUu1mrsEPAmQJksDp0F2WVxMP5IneZJnl4oneZIneZJnl48neZIneZLnLGnyJE/yJE/y7DLv' +
    'yhzNOVvNXXqe4ime4ime3Q6e4imIMmEZfLfIQ+WG8qd4ime3jad4iqd4iudsZfEUT/EUT/Hs9u4u5Up6z7lbztM8zdM8zbNtwNM8zdM8zbOt' +
    'wdM8zdMgbdJtF4O1B9tNLWie00LN0zzN0zzNs221HXN26azM0cxtNZ7hGZ7hGZ5tP57hGZ7hGZ5tSZ7hGZ7hGZ5tU57hGZ7hGZg5LW2SMeB4' +
    'eNw4wi9vjteb4//1f/v6H8lCDSy+BQAA',
  bmp1:
    'H4sIAAAAAAACA3PyrWOAADsg1gBiBSAWAGJGIAQBByA+wgfBTAwQDAL///9n8PRqmCCiIMDk5MXEoCrI4DFhiQKDKicng0cQg4BQiwKLiyaT' +
    'g6YTA4OTiIeQxkKGhlYRoB1OQiqumkA7WhgYAEeAec5+AAAA',
  bmp32: 'H4sIAAAAAAACA3PyNeNgAAMzINYAYgUgFgBiRjALCIDyR/ggGAH+/6cE/6fQgFH7R+0ftX/U/lH7R+0ftZ/+9gMA7JCnYDYIAAA=',
  ppm: 'H4sIAAAAAAACAwsw4zI2UjA04zIyNeX6z8BAEiJR+f9R80fNHzV/1PxR8wen+QAtui7zDQYAAA==',
  pgm: 'H4sIAAAAAAACAwsw5TI2UjA04zIyNeXyQQOyaGBUfnjLAwC0KyUWDQIAAA==',
  heic:
    'H4sIAAAAAAACA2NgYJBJK6ksyEjNTGYAgtzMNEMQOzczMY2BgXFtbmpJIgMEKGak5BRB2QwFmcklDGiAryCzJBfMYgJigcyURIgSBQYBIGmR' +
    'mZOfzAhkuDgA5RkhWhgvwlgM8xGicJoDrC8zLw1uqiiQk8oEUgFUk1GWbMiAJAhWkl6UmQJi3sgsKCoA0tsyC5LzgXQZULUzI3MB3LlyHxj+' +
    '/P3xg4GBn1kBaJqEAyMP4///IAXMDBNABBDJ7WJyUARKajkxMqLJLFBoZJ32at2sZw8cHA40gITARIsSUDmbC+PB4oOdQEtEMosLUqEWOkAx' +
    'spgCKKRAuCCzIhMkwMzBAfK1VGZBLizggeHC1MjEwMTE3AKWKUpNg4V4SmZuOjjcQCG2PBcS4rM1GNcLK849K/FD4Hv6/9d7RP9Pzbb/bL4z' +
    '5//HQ8vvb9eN/3Xm+xKRql/alYdk5m4/z8QRuSMoYqLTXgn7Zd+eS1Sl3jNr+SwtPsVijqRVRMC7FbsUlL6uV35u/WLlq4blO5vvRjx6Zjgn' +
    'V4i3f9n18nO3J09U0OnRa+puOC258tymqDnXJ3hyyDDz+v26r+u84dqWKI2mH6+VDT/eZOs2XbGyPw0ADgAhHHACAAA=',
  avif:
    'H4sIAAAAAAACA2NgYJBJK6ksSCzLTGMAAhCdm5lmmJuZCOK/yk0tSWSAAMWMlJwiKJuhIDO5hAEN8BVkluSCWYxArJSZk58M4rg4APmMYGE+' +
    'CA0E2kCsnJmZlwZXLwrkpDJBeYllBoYgZlZmQVEBkPbOLEjOB9LCyfk5RXnJORUMTEDI1gAU4kksM3RuZOABKRfJLC5IhdqgAMQCIFyQWZEJ' +
    'EmDm4OAAUuKZBbkwLwHdxdLYxNwCZBrnpiSWCDFwcUoI/H8joKCQ4WAkI8HApbGohWGr+uI2G/+iJYwPT3PUBFefSjiepOIAAD6DnhU5AQAA',
} as const;

export type ForeignPicture = keyof typeof PACKED;

export function foreignPicture(name: ForeignPicture): Uint8Array {
  return gunzipSync(Buffer.from(PACKED[name], 'base64'));
}
