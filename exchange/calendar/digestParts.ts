import type { AttendeeRecord, BodyRecord, MailboxRecord } from '../ews/calendarItem';

/** The part of a digest that takes values, in order. */
export interface DigestInput {
	text(text: string | undefined): this;
	flag(flag: boolean | undefined): this;
	/** @param word whole number of at most 32 bits */
	word(word: number): this;
}

export function addBody(digest: DigestInput, body: BodyRecord | undefined): void {
	digest.text(body?.type).text(body?.text).flag(body?.isTruncated);
}

export function addTexts(digest: DigestInput, texts: string[] | undefined): void {
	digest.word(texts?.length ?? -1);
	if (texts) for (const text of texts) digest.text(text);
}

export function addMailbox(digest: DigestInput, mailbox: MailboxRecord | undefined): void {
	digest.flag(mailbox !== undefined);
	if (mailbox === undefined) return;
	digest.text(mailbox.name).text(mailbox.emailAddress);
	digest.text(mailbox.routingType).text(mailbox.mailboxType);
}

export function addAttendees(digest: DigestInput, attendees: AttendeeRecord[] | undefined): void {
	digest.word(attendees?.length ?? -1);
	if (attendees === undefined) return;
	for (const attendee of attendees) {
		const { mailbox, responseType, lastResponseTime, proposedStart, proposedEnd } = attendee;
		addMailbox(digest, mailbox);
		digest.text(responseType).text(lastResponseTime);
		if (proposedStart !== undefined) digest.text(proposedStart).text(proposedEnd);
	}
}
