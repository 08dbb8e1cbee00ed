/**
 * What a change may tell of an event: everything; everything but the content of private and
 * confidential items; or of every item its time and busy state only.
 */
export type Privacy = 'full' | 'maskPrivate' | 'busyOnly';
