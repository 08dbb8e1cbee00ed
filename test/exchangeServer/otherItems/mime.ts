import type { OtherItem, Person } from '../contracts';

/** A message as text of the internet. @see https://www.rfc-editor.org/rfc/rfc5322 */
export function mimeMessage(item: OtherItem): string {
	const { from, to, cc = [], subject, body, created, fields } = item;
	const kind = body.type === 'HTML' ? 'html' : 'plain';
	const lines = Buffer.from(body.text, 'utf8').toString('base64').replace(/.{76}/g, '$&\r\n');
	return [
		...(from ? [`From: ${address(from)}`] : []),
		...(to.length > 0 ? [`To: ${to.map(address).join(', ')}`] : []),
		...(cc.length > 0 ? [`Cc: ${cc.map(address).join(', ')}`] : []),
		`Subject: ${encoded(subject)}`,
		`Date: ${created.toUTCString().replace('GMT', '+0000')}`,
		...(fields.InternetMessageId ? [`Message-ID: ${fields.InternetMessageId}`] : []),
		'MIME-Version: 1.0',
		`Content-Type: text/${kind}; charset="utf-8"`,
		'Content-Transfer-Encoding: base64',
		'',
		lines,
		'',
	].join('\r\n');
}

function address({ name, emailAddress }: Person): string {
	return `${encoded(name)} <${emailAddress}>`;
}

/** Short pieces, so that no line gets longer than it may. @see https://www.rfc-editor.org/rfc/rfc2047 */
function encoded(text: string): string {
	if (/^[\w .!?-]*$/.test(text)) return text;
	const pieces = Array.from(text).reduce<string[]>((all, character) => {
		const last = all.at(-1);
		if (last === undefined || Buffer.byteLength(last + character) > 42) return [...all, character];
		return [...all.slice(0, -1), last + character];
	}, []);
	return pieces
		.map((piece) => `=?utf-8?B?${Buffer.from(piece, 'utf8').toString('base64')}?=`)
		.join('\r\n ');
}
