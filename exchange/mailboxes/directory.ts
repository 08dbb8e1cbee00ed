import type { Exchange } from '../connection';
import { call } from '../ews/request';
import { resolveNames, type NameCandidate } from '../ews/operations/resolveNames';
import { addressKey } from './address';
import type { MailboxCandidate, MailboxType } from './resolvedMailbox';

/** The directory's entry for an address. */
export type DirectoryAnswer =
	| { found: 'one'; entry: MailboxCandidate }
	/** More than one entry lists it. */
	| { found: 'several'; candidates: MailboxCandidate[] }
	| {
			found: 'none';
			/** Entries that are like it. */
			candidates: MailboxCandidate[];
			/** Those mailboxes among them that may have further addresses than the directory lists. */
			notListedAll: MailboxCandidate[];
	  };

/**
 * Looks an address up. Only an entry counts that lists it among its addresses: what is asked for matches
 * also what only begins like it, in names as well as in addresses.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/resolvenames-operation
 */
export async function lookUp(
	exchange: Exchange,
	address: string,
	signal?: AbortSignal,
): Promise<DirectoryAnswer> {
	const asked = addressKey(address);
	const offered = new Map<string, MailboxCandidate>();
	const notListedAll = new Map<string, MailboxCandidate>();
	// Without the prefix servers look at primary addresses alone.
	for (const query of [address, `smtp:${address}`]) {
		const candidates = await candidatesFor(exchange, query, signal);
		const exact = candidates.filter(({ keys }) => keys.includes(asked));
		if (exact.length > 0) return oneOf(exact);
		for (const { entry, isListFull } of candidates) {
			const key = addressKey(entry.emailAddress);
			offered.set(key, entry);
			if (isListFull && entry.mailboxType === 'mailbox') notListedAll.set(key, entry);
		}
	}
	const candidates = [...offered.values()];
	return { found: 'none', candidates, notListedAll: [...notListedAll.values()] };
}

/** Entries of the directory for part of a name, an account name or an address. */
export async function searchDirectory(
	exchange: Exchange,
	query: string,
	signal?: AbortSignal,
): Promise<MailboxCandidate[]> {
	return (await candidatesFor(exchange, query, signal)).map(({ entry }) => entry);
}

/** All addresses of whoever has this one, as far as the directory knows them. */
export async function addressesOf(
	exchange: Exchange,
	address: string,
	signal?: AbortSignal,
): Promise<string[]> {
	const asked = addressKey(address);
	for (const query of [address, `smtp:${address}`]) {
		const candidates = await candidatesFor(exchange, query, signal);
		const exact = candidates.filter(({ keys }) => keys.includes(asked));
		if (exact.length > 0) return exact.flatMap(({ keys }) => keys);
	}
	return [];
}

interface Candidate {
	entry: MailboxCandidate;
	/** All addresses that the directory lists for it. */
	keys: string[];
	/** There may be more. */
	isListFull: boolean;
}

/**
 * Most addresses of an entry that are listed, those of telephones and directories included.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/entry-emailaddress
 */
const mostListed = 3;

async function candidatesFor(
	exchange: Exchange,
	query: string,
	signal?: AbortSignal,
): Promise<Candidate[]> {
	const { candidates } = await call(
		exchange,
		resolveNames,
		{ query, fullContactData: true },
		{ impersonate: false, signal },
	);
	return candidates.flatMap((candidate) => candidateOf(candidate) ?? []);
}

function candidateOf({ mailbox, contact }: NameCandidate): Candidate | undefined {
	const all = Object.values(contact?.emailAddresses ?? {});
	const listed = all
		.filter((address) => /^smtp:/i.test(address) || /^[^:]+@/.test(address))
		.map((address) => address.replace(/^smtp:/i, ''));
	// Some entries go by their name in the directory (RoutingType EX), which is no address.
	const given = mailbox.emailAddress?.includes('@') ? mailbox.emailAddress : undefined;
	const emailAddress = given ?? listed[0];
	if (!emailAddress) return undefined;
	return {
		entry: {
			displayName: contact?.displayName ?? mailbox.name,
			emailAddress,
			mailboxType: mailboxTypeOf(mailbox.mailboxType),
		},
		keys: [emailAddress, ...listed].map(addressKey),
		isListFull: all.length >= mostListed,
	};
}

/** A mailbox goes before the contact or group that bears the same address. */
function oneOf(candidates: Candidate[]): DirectoryAnswer {
	const entries = candidates.map(({ entry }) => entry);
	if (entries.length === 1) return { found: 'one', entry: entries[0] };
	const mailboxes = entries.filter(({ mailboxType }) => mailboxType === 'mailbox');
	if (mailboxes.length === 1) return { found: 'one', entry: mailboxes[0] };
	return { found: 'several', candidates: entries };
}

const mailboxTypes: Record<string, MailboxType> = {
	Mailbox: 'mailbox',
	PublicDL: 'publicDL',
	PrivateDL: 'privateDL',
	Contact: 'contact',
	PublicFolder: 'publicFolder',
	GroupMailbox: 'groupMailbox',
	OneOff: 'oneOff',
};

/** Exchange 2010 leaves the type of a mailbox out. */
export function mailboxTypeOf(type: string | undefined): MailboxType {
	return type === undefined ? 'mailbox' : (mailboxTypes[type] ?? 'unknown');
}
