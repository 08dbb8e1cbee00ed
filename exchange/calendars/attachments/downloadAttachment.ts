import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { MalformedResponse } from '../../ews/errors';
import { getAttachment } from '../../ews/operations/attachments';
import { call } from '../../ews/request';
import { assertExchange, assertOneOf, assertOptions, type Allowed } from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import type { DownloadAttachmentOptions, DownloadedAttachment } from './attachment';
import { AttachmentTooLarge } from './errors';
import { fileNameOf, typeOfFile } from './fileTypes';
import {
	attachmentOf,
	attachmentOptions,
	findAttachments,
	isMasked,
	privacies,
	shownAttachment,
} from './readAttachments';

const usualMaxSize = 50 * 1024 * 1024;

/** An answer is read up to this size; base64 is a third longer than its bytes. */
const mostBytes = 180 * 1024 * 1024;

const bytes: Allowed = {
	isAllowed: (value) =>
		Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostBytes,
	words: `a whole number of bytes from 1 to ${mostBytes}, such as 10485760`,
};

/**
 * Reads one attachment with its content: the bytes of a file, the MIME text of an item. Its text is never
 * there as a whole, only its bytes.
 * @throws InvalidInput naming the option, also for a link and for an event that is private; AttachmentTooLarge
 * before anything of it is read; ExchangeError as the server answers
 */
export async function downloadAttachment(
	exchange: Exchange,
	options: DownloadAttachmentOptions,
): Promise<DownloadedAttachment> {
	assertExchange(exchange);
	assertOptions(options, { ...attachmentOptions, maxSize: bytes }, [
		'mailbox',
		'eventId',
		'attachmentId',
	]);
	assertOneOf('privacy', options.privacy, privacies);
	const { mailbox, attachmentId, privacy = 'maskPrivate', signal } = options;
	const { maxSize = usualMaxSize } = options;
	throwIfCancelled(signal);
	const item = await findAttachments(exchange, options);
	const listed = attachmentOf(item, attachmentId);
	if (isMasked(item, privacy)) {
		throw new InvalidInput('privacy', 'The content of this event is masked for privacy', {
			remedy: 'Set privacy to full to have the attachments of private events.',
		});
	}
	const shown = shownAttachment(listed);
	const { kind, name = '', size = 0 } = shown;
	if (kind === 'reference') {
		throw new InvalidInput('attachmentId', `"${name}" is a link, which has no content here`, {
			remedy: 'Choose a file or an item.',
		});
	}
	if (size > maxSize) {
		throw new AttachmentTooLarge(name, size, {
			field: 'maxSize',
			remedy: `Raise maxSize, which allows ${maxSize} bytes, or leave this attachment out.`,
		});
	}
	const asMime = kind === 'item';
	const { content, ...read } = await call(
		exchange,
		getAttachment,
		{ id: attachmentId, asMime },
		{ mailbox, signal },
	);
	if (content === undefined && asMime) {
		throw new MalformedResponse('an attached item without its MIME text');
	}
	const bare = content ?? Buffer.alloc(0);
	const fileName = fileNameOf(asMime ? nameOfItem(name, bare) : name);
	return {
		...shownAttachment({ ...listed, ...read }),
		name,
		content: bare,
		fileName,
		contentType: asMime ? typeOfFile(fileName) : (shown.contentType ?? typeOfFile(name)),
	};
}

/** Exchange writes an appointment as iCalendar, a contact as vCard, all others as mails. */
function nameOfItem(name: string, content: Buffer): string {
	const [, kind] = /^\s*BEGIN:(VCALENDAR|VCARD)\s/i.exec(content.toString('utf8', 0, 100)) ?? [];
	const ending = kind === undefined ? '.eml' : /card/i.test(kind) ? '.vcf' : '.ics';
	return name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`;
}
