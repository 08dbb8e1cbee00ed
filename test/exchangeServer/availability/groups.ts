import type { CompanyDirectory, Group, Mailbox } from '../contracts';

export function groupAt({ groups }: CompanyDirectory, address: string): Group | undefined {
	const wanted = address.trim().toLowerCase();
	return groups.find(({ smtpAddress }) => smtpAddress.toLowerCase() === wanted);
}

/** The mailboxes in a group and in the groups within, each once. */
export function membersOf(company: CompanyDirectory, group: Group): Mailbox[] {
	const found = new Set<Mailbox>();
	const seen = new Set<Group>();
	const waiting = [group];
	for (let next = waiting.shift(); next; next = waiting.shift()) {
		if (seen.has(next)) continue;
		seen.add(next);
		for (const address of next.members) {
			const mailbox = company.mailboxOf(address);
			const inner = mailbox ? undefined : groupAt(company, address);
			if (mailbox) found.add(mailbox);
			else if (inner) waiting.push(inner);
		}
	}
	return [...found];
}
