/** A text in a formula: its words are upright, its parameters are TeX by `texPart`. */
export const texWords = (text: string): string => `\\text{${text}}`.replaceAll('\\text{}', '');

/** Marks TeX as a parameter of a text for `texWords`. */
export const texPart = (tex: string | number): string => `}${tex}\\text{`;
