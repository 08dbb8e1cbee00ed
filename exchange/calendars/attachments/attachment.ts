import type { Privacy } from '../../changes/privacy';

export interface GetAttachmentsOptions {
	/** The primary SMTP address of the calendar's owner. */
	mailbox: string;
	/** The `id` of the event. */
	eventId: string;
	/** Default `maskPrivate`: of a private event only the number and sizes are told. */
	privacy?: Privacy;
	signal?: AbortSignal;
}

export interface DownloadAttachmentOptions extends GetAttachmentsOptions {
	/** The `id` of the attachment; files and items, no references. */
	attachmentId: string;
	/** Bytes; a larger one is refused before anything of it is read. Default 50 MiB. */
	maxSize?: number;
}

export interface AddAttachmentOptions {
	mailbox: string;
	/** The `id` of the event: a single one or a whole series. */
	eventId: string;
	/** With its ending, 1 to 255 characters: `plan.pdf`. */
	name: string;
	/** Exchange takes 10 MB unless it was set up otherwise. */
	content: Uint8Array;
	/** Such as `application/pdf`; default: by the ending of the name. */
	contentType?: string;
	/** True for a picture in an HTML body that names it as `cid:` and the `contentId`. Default false. */
	isInline?: boolean;
	/** Needed for inline ones. */
	contentId?: string;
	signal?: AbortSignal;
}

export interface DeleteAttachmentOptions {
	mailbox: string;
	eventId: string;
	attachmentId: string;
	signal?: AbortSignal;
}

/**
 * An attachment without its content, in the names of Graph's `attachment`.
 * @see https://learn.microsoft.com/graph/api/resources/attachment
 */
export interface EventAttachment {
	id: string;
	/** `item`: a message, contact or event; `reference`: a link to a file in a cloud. */
	kind: 'file' | 'item' | 'reference';
	/** Of an item its subject. Absent where masked. */
	name?: string;
	contentType?: string;
	/** Bytes as Exchange counts them, some more than the content has. */
	size?: number;
	/** True for pictures in the body, which are shown there. */
	isInline: boolean;
	contentId?: string;
	lastModifiedDateTime?: string;
	/** True where the event is private and its names were taken out. */
	masked?: boolean;
}

export interface DownloadedAttachment extends EventAttachment {
	name: string;
	/** Of a file its bytes; of an item its MIME text: a mail, an iCalendar or a vCard. */
	content: Buffer;
	/** With the ending that fits: `Agenda.eml` of a mail, `Standup.ics` of an appointment. */
	fileName: string;
	contentType: string;
}
