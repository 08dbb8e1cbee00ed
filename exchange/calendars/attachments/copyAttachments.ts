import type { Exchange } from '../../connection';
import { getAttachment, type AttachmentRecord } from '../../ews/operations/attachments';
import { call, type CallTarget } from '../../ews/request';
import { outcomeOf } from '../../outcome';
import { addAttachment } from './addAttachment';
import { readAttachments } from './readAttachments';

/** Bytes; a larger file is left out. */
const maxFileSize = 50 * 1024 * 1024;

/**
 * Copies the files of one event to another, pictures in its text included, and leaves those out that the
 * other has. Attached items and links can't be copied.
 * @returns false where one is missing in the other
 * @throws Cancelled
 */
export async function copyAttachments(
	exchange: Exchange,
	{ from, to }: { from: string; to: string },
	target: CallTarget & { mailbox: string },
): Promise<boolean> {
	const list = async (eventId: string) =>
		(await readAttachments(exchange, { ...target, eventId })).attachments;
	// Exchange says of an event with nothing but pictures in its text that it has no attachments.
	const given = await outcomeOf(list(from), isCancelled);
	if (!given.ok) return false;
	if (given.value.length === 0) return true;
	const there = await outcomeOf(list(to), isCancelled);
	if (!there.ok) return false;
	const has = new Set(there.value.map(nameOf));
	let isWhole = true;
	for (const attachment of given.value) {
		if (has.has(nameOf(attachment))) continue;
		const isCopied = await copyFile(exchange, attachment, to, target);
		isWhole &&= isCopied;
	}
	return isWhole;
}

/**
 * True where one of some occurrences has a file that its series does not have, or where that can't be read.
 * @throws Cancelled
 */
export async function haveOwnFiles(
	exchange: Exchange,
	{ series, occurrences }: { series: string; occurrences: readonly string[] },
	target: CallTarget & { mailbox: string },
): Promise<boolean> {
	const known = new Set<string>();
	for (const eventId of occurrences.length > 0 ? [series, ...occurrences] : []) {
		const read = await outcomeOf(readAttachments(exchange, { ...target, eventId }), isCancelled);
		if (!read.ok) return true;
		const names = read.value.attachments.map(nameOf);
		if (eventId !== series && names.some((name) => !known.has(name))) return true;
		for (const name of names) known.add(name);
	}
	return false;
}

async function copyFile(
	exchange: Exchange,
	{ id, element, name = '', size = 0, ...file }: AttachmentRecord,
	eventId: string,
	target: CallTarget & { mailbox: string },
): Promise<boolean> {
	if (element !== 'FileAttachment' || size > maxFileSize) return false;
	const read = await outcomeOf(
		call(exchange, getAttachment, { id, asMime: false }, target),
		isCancelled,
	);
	if (!read.ok) return false;
	const { contentType, contentId, isInline = false } = { ...file, ...read.value };
	const { content = Buffer.alloc(0) } = read.value;
	const added = await outcomeOf(
		addAttachment(exchange, {
			...target,
			eventId,
			name,
			content,
			...(contentType && { contentType }),
			...(contentId && { contentId, isInline }),
		}),
		isCancelled,
	);
	return added.ok;
}

function nameOf({ element, name = '', contentId = '' }: AttachmentRecord): string {
	return JSON.stringify([element, name, contentId]);
}

function isCancelled({ code }: { code: string }): boolean {
	return code === 'cancelled';
}
