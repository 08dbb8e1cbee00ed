import type { OtherItem } from '../contracts';
import { copiesOf } from './attachments';
import type { MeetingPost } from './meetingMail';

/** Puts a message into the Inbox of everybody it is addressed to. */
export function deliverMessage(post: MeetingPost, item: OtherItem): void {
	const { store, outbox } = post;
	const receivers = [...item.to, ...(item.cc ?? []), ...(item.bcc ?? [])];
	const to = receivers.map(({ emailAddress }) => emailAddress);
	const from = item.from?.emailAddress ?? '';
	outbox.push({ kind: 'Message', from, to, subject: item.subject, sentAt: store.now() });
	for (const address of new Set(to)) {
		const inbox = post.mailboxOf(address)?.distinguished.get('inbox');
		if (!inbox) continue;
		const kept = { ...structuredClone(item), folder: inbox, isRead: false };
		delete kept.bcc;
		store.add({ ...kept, attachments: copiesOf(item.attachments) }, 'NewMail');
	}
}
