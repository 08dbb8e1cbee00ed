import { randomUUID } from 'node:crypto';
import type { Attachment } from '../contracts';

export function newAttachmentId(): string {
	return Buffer.from(`attachment ${randomUUID()}`).toString('base64');
}

/** The same files for another item: ids of its own. */
export function copiesOf(attachments: readonly Attachment[] | undefined): Attachment[] {
	return (attachments ?? []).map((one) => ({ ...one, id: newAttachmentId() }));
}
