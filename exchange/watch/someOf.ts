/** Mailboxes that are named in the log at most. */
const mostNamed = 3;

/** Names of mailboxes for a log: all of a few, else some and the number. */
export function someOf(mailboxes: readonly string[]): string {
	if (mailboxes.length <= mostNamed) return mailboxes.join(', ');
	return `${mailboxes.length} mailboxes (${mailboxes.slice(0, mostNamed).join(', ')}, …)`;
}
