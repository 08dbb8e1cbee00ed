/** Media types of files that people attach to appointments, by the ending of their names. */
const typesByEnding: Record<string, string> = {
	csv: 'text/csv',
	doc: 'application/msword',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	eml: 'message/rfc822',
	gif: 'image/gif',
	htm: 'text/html',
	html: 'text/html',
	ics: 'text/calendar',
	jpeg: 'image/jpeg',
	jpg: 'image/jpeg',
	json: 'application/json',
	md: 'text/markdown',
	mp3: 'audio/mpeg',
	mp4: 'video/mp4',
	odt: 'application/vnd.oasis.opendocument.text',
	pdf: 'application/pdf',
	png: 'image/png',
	ppt: 'application/vnd.ms-powerpoint',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	rtf: 'application/rtf',
	svg: 'image/svg+xml',
	txt: 'text/plain',
	vcf: 'text/vcard',
	webp: 'image/webp',
	xls: 'application/vnd.ms-excel',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	xml: 'application/xml',
	zip: 'application/zip',
};

/** The media type of a file by its name; `application/octet-stream` for one that is not known. */
export function typeOfFile(name: string): string {
	const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1].toLowerCase() ?? '';
	return Object.hasOwn(typesByEnding, ending) ? typesByEnding[ending] : 'application/octet-stream';
}

/**
 * What no file name may hold: folders, what shells and consoles read, line ends, and signs of the direction of
 * writing, by which `exe.pdf` is read of a name that ends in `.exe`.
 */
export const notInFileNames =
	// eslint-disable-next-line no-control-regex -- these are the very characters to find
	/[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** A name that is one of a file on every system. */
export function fileNameOf(name: string): string {
	const plain = name.replace(notInFileNames, '_').replace(/^[\s.]+|[\s.]+$/g, '');
	return plain === '' ? 'attachment' : plain;
}
