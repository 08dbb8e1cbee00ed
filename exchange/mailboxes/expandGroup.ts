import { showRecipient } from '../adminCommands';
import type { Exchange } from '../connection';
import { ExchangeError, type ResponseDetails } from '../errors';
import { expandDistributionList, type AskedAs } from '../ews/library/expandGroup';
import { saying } from '../ews/serversWords';
import { throwIfCancelled } from '../transport/errors';
import { addressKey } from './address';
import { mailboxTypeOf } from './directory';
import type { MailboxCandidate } from './resolvedMailbox';

/** Exchange lists a part of the group's members, and says that there are more. */
export class GroupCut extends ExchangeError {
	constructor(readonly group: string) {
		super('limit', `Exchange lists only a part of the members of ${group}`, {
			remedyBy: 'you',
			remedy: 'Make smaller groups of it and put these into it, or name its members instead.',
			details: { operation: 'ExpandDL', mailbox: group },
		});
	}
}

/** Exchange knows no group by that address, or none whose members it lists, such as a dynamic one. */
export class GroupNotFound extends ExchangeError {
	constructor(
		readonly group: string,
		details: ResponseDetails,
	) {
		super('notFound', `${group} is no distribution group that Exchange knows${saying(details)}`, {
			remedyBy: 'you',
			remedy:
				'Check its address. Of a dynamic group Exchange lists no members: name them, or put them into a group that is not dynamic.',
			command: showRecipient(group),
			details: { ...details, mailbox: group },
		});
	}
}

/**
 * The direct members of a distribution group or room list, groups among them not expanded. Members without
 * an address are left out.
 * @throws GroupNotFound for what is no group
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/expanddl-operation
 */
export async function expandGroup(
	exchange: Exchange,
	group: string,
	target: AskedAs = {},
): Promise<{ members: MailboxCandidate[]; isWhole: boolean }> {
	const { members, isWhole } = await expandDistributionList(exchange, group, target).catch(
		(error: unknown) => {
			throw isNoGroup(error) ? new GroupNotFound(group, error.details) : error;
		},
	);
	const named = members.flatMap(({ name, emailAddress, mailboxType }) =>
		emailAddress
			? {
					...(name && { displayName: name }),
					emailAddress,
					mailboxType: mailboxTypeOf(mailboxType),
				}
			: [],
	);
	return { members: named, isWhole };
}

/** True for the answer to an address that is no group, or is not in the directory. */
function isNoGroup(error: unknown): error is ExchangeError {
	return (
		error instanceof ExchangeError && error.details.responseCode === 'ErrorNameResolutionNoResults'
	);
}

/** A group and the groups within, as far as they could be read. */
export interface GroupReading {
	/** Members that are no groups, each once. */
	members: MailboxCandidate[];
	/**
	 * Groups within that could not be read, such as dynamic ones, and groups of which only a part could, the
	 * given one among them; and why.
	 */
	unread: Array<{ group: string; error: unknown }>;
}

/** @throws ExchangeError when the group itself can't be read, or `signal` aborts */
export async function readGroup(
	exchange: Exchange,
	group: string,
	target: AskedAs = {},
): Promise<GroupReading> {
	const seen = new Set([addressKey(group)]);
	const waiting: string[] = [];
	const reading: GroupReading = { members: [], unread: [] };
	const read = async (one: string) => {
		const { members, isWhole } = await expandGroup(exchange, one, target);
		if (!isWhole) reading.unread.push({ group: one, error: new GroupCut(one) });
		for (const member of members) {
			const key = addressKey(member.emailAddress);
			if (seen.has(key)) continue;
			seen.add(key);
			if (/DL$/.test(member.mailboxType)) waiting.push(member.emailAddress);
			else reading.members.push(member);
		}
	};
	await read(group);
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		try {
			await read(next);
		} catch (error) {
			throwIfCancelled(target.signal);
			reading.unread.push({ group: next, error });
		}
	}
	return reading;
}
