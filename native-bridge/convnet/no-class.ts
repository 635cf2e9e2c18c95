/**
 * The label of a picture that shows none of the classes. Its targets are 1 / classes each, so that a net learns to be
 * unsure of such pictures (outlier exposure: Hendrycks, Mazeika & Dietterich, "Deep Anomaly Detection with Outlier
 * Exposure", ICLR 2019); it is never counted as right.
 */
export const NO_CLASS = -1;
