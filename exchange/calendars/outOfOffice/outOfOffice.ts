import type { DateTimeTimeZone } from '../../calendar/graphTypes';

/** `scheduled`: from start to end alone; `alwaysEnabled`: until it is switched off. */
export type OutOfOfficeStatus = 'disabled' | 'alwaysEnabled' | 'scheduled';

/** People outside the organization who get the external text: nobody, the owner's contacts, everybody. */
export type ExternalAudience = 'none' | 'contactsOnly' | 'all';

export interface GetOutOfOfficeOptions {
	/** The primary SMTP address of the mailbox. */
	mailbox: string;
	/** Windows id or IANA name for the times of the result. Default UTC. */
	timeZone?: string;
	signal?: AbortSignal;
}

/** A reply: plain text, or with its format. */
export type ReplyText = string | { contentType: 'html' | 'text'; content: string };

/** The parts to set; absent ones stay as they are. */
export interface SetOutOfOfficeOptions extends GetOutOfOfficeOptions {
	/** Default: `scheduled` where `start` and `end` are given, else as it is. */
	status?: OutOfOfficeStatus;
	/** The window, for `scheduled`; start and end together. The end has to lie ahead. */
	start?: Date;
	end?: Date;
	/** For people of the organization; up to 128,000 characters of HTML. */
	internalReply?: ReplyText;
	/** For everybody else, as far as `externalAudience` lets them have it. */
	externalReply?: ReplyText;
	externalAudience?: ExternalAudience;
	/** The clock; default: the real one. */
	now?: Date;
}

/**
 * The automatic replies of a mailbox, in the names of Graph's `automaticRepliesSetting`.
 * @see https://learn.microsoft.com/graph/api/resources/automaticrepliessetting
 */
export interface OutOfOffice {
	mailbox: string;
	status: OutOfOfficeStatus;
	externalAudience: ExternalAudience;
	/** The most that the organization allows; absent where the server does not say. */
	allowedExternalAudience?: ExternalAudience;
	/** The window that counts with `scheduled`; otherwise the latest one, or one that Exchange proposes. */
	scheduledStartDateTime?: DateTimeTimeZone;
	scheduledEndDateTime?: DateTimeTimeZone;
	/** `2026-11-25T09:00:00Z`. */
	startUtc?: string;
	endUtc?: string;
	/** As kept, mostly HTML; they stay when it is switched off. Empty where there is none. */
	internalReplyMessage: string;
	externalReplyMessage: string;
	/** The same as plain text. */
	internalReplyText: string;
	externalReplyText: string;
}

/** The settings after a change. */
export interface SetOutOfOffice extends OutOfOffice {
	/** The replies of which Exchange keeps another text than it was given; absent without any. */
	keptDifferently?: Array<'internalReply' | 'externalReply'>;
}
