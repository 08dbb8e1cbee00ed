/** A mailbox, and what decides with whom it shares a connection. */
export interface Member {
	mailbox: string;
	/** The EWS address that serves it. */
	server: string;
	/** How often it did not fit into a group. */
	tier: number;
}

/** Mailboxes whose subscriptions are on one connection. */
export interface Group {
	readonly id: number;
	/** Server and tier. */
	readonly key: string;
	/** In alphabetical order. */
	readonly mailboxes: readonly string[];
}

/** Subscriptions that one connection carries at most. */
const mostInGroup = 200;

/**
 * Divides mailboxes into groups: those of one server together, as long as its front end can route all of
 * a group to one of its mailbox servers. Which ones that are nobody tells before a subscription is lost
 * at once: such a mailbox goes to the next tier, where it meets others that did not fit.
 * A mailbox that is in a group stays there, so that few connections change.
 */
export function regroup(
	groups: readonly Group[],
	members: readonly Member[],
	limit = mostInGroup,
): Group[] {
	const keys = new Map(members.map((member) => [member.mailbox, keyOf(member)]));
	const placed = new Set<string>();
	const kept = groups.map((group) => {
		const mailboxes = group.mailboxes.filter((mailbox) => keys.get(mailbox) === group.key);
		for (const mailbox of mailboxes) placed.add(mailbox);
		return { ...group, mailboxes };
	});
	let lastId = Math.max(0, ...groups.map(({ id }) => id));
	const waiting = [...keys].filter(([mailbox]) => !placed.has(mailbox)).sort(byMailbox);
	for (const [mailbox, key] of waiting) {
		let room = kept.find((group) => group.key === key && group.mailboxes.length < limit);
		if (!room) kept.push((room = { id: ++lastId, key, mailboxes: [] }));
		room.mailboxes.push(mailbox);
	}
	return kept
		.filter(({ mailboxes }) => mailboxes.length > 0)
		.map((group) => ({ ...group, mailboxes: [...group.mailboxes].sort() }));
}

function keyOf({ server, tier }: Member): string {
	return `${server} ${tier}`;
}

function byMailbox([one]: [string, string], [other]: [string, string]): number {
	return one < other ? -1 : 1;
}
