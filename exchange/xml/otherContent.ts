/**
 * Says in a few words what a content is that is not XML. Never quotes it: a page may repeat what was
 * sent.
 */
export function describeInstead(bytes: Buffer): string {
	const start = bytes.toString('latin1', 0, 4096).toLowerCase();
	if (/^\s*<!doctype\s+html|<html[\s>/]|<head[\s>/]|<body[\s>/]/.test(start)) return 'an HTML page';
	if (/^\s*<!doctype/.test(start)) return 'XML with a document type definition, which is refused';
	if (/^\s*[{[]/.test(start)) return 'JSON';
	if (/^\s*$/.test(start)) return 'an empty answer';
	// eslint-disable-next-line no-control-regex -- these tell text and binary data apart
	return /[\u0000-\u0008\u000e-\u001f]/.test(start) ? 'binary data' : 'plain text';
}
