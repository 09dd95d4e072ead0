/** Where objects lie inside the buckets. Every prefix ends with a slash. */
export const ArtifactPrefix = {
  MODELS: 'models/',
  BASELINES: 'baselines/',
  /** Artifacts that were uploaded but not yet verified. */
  CANDIDATES: 'candidates/',
} as const;

export const InferenceDataPrefix = {
  CAPTURE: 'capture/',
  SKETCHES: 'sketches/',
  PREDICTIONS: 'predictions/',
  LABELS: 'labels/',
  REPORTS: 'reports/',
} as const;

/** Key of a model artifact: the digest is part of it, so another artifact is always another key. */
export function artifactKey(modelName: string, version: string, sha256: string): string {
  return `${ArtifactPrefix.MODELS}${modelName}/${version}/${sha256}/model.tar.gz`;
}

/** Prefix of what an endpoint captures while one configuration serves; the hash names the configuration. */
export function capturePrefix(configurationHash: string): string {
  return `${InferenceDataPrefix.CAPTURE}${configurationHash}/`;
}
