import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import {
	resolveMailboxes,
	type MailboxCheck,
	type MailboxUser,
	type ResolvedMailbox,
} from '../../exchange/mailboxes/resolveMailboxes';
import { isCancelled, toErrorItem, toNodeError } from '../shared/errors';
import { readBoolean, readOption, readText } from '../shared/parameters';

interface Lookup {
	user: MailboxUser;
	check: MailboxCheck;
	listCalendars: boolean;
	expandGroups: boolean;
}

/**
 * One result an input item, in their order, or one for each member of its group. Items that ask for the
 * same check are looked up together.
 */
export async function resolveItems(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[][] = [];
	const fail = (error: unknown, item: number) => {
		const failure = toNodeError(context.getNode(), error, item);
		if (!context.continueOnFail() || isCancelled(failure)) throw failure;
		results[item] = [...(results[item] ?? []), toErrorItem(failure, item)];
	};

	const groups = new Map<string, Array<Lookup & { item: number }>>();
	for (const item of context.getInputData().keys()) {
		try {
			const lookup = { ...readLookup(context, item), item };
			const key = `${lookup.check} ${lookup.listCalendars} ${lookup.expandGroups}`;
			groups.set(key, [...(groups.get(key) ?? []), lookup]);
		} catch (error) {
			fail(error, item);
		}
	}
	for (const group of groups.values()) {
		const items = group.map(({ item }) => item);
		try {
			for await (const found of lookUp(context, exchange, group)) {
				const item = items.shift()!;
				results[item] = [];
				for (const resolved of found) {
					if (resolved.status === 'failed') fail(resolved.error ?? resolved.message, item);
					else results[item].push({ json: toJson(resolved), pairedItem: { item } });
				}
			}
		} catch (error) {
			items.forEach((item) => fail(error, item));
		}
	}
	return results.flat();
}

function readLookup(context: IExecuteFunctions, item: number): Lookup {
	return {
		user: {
			user: readText(context, 'user', item) ?? '',
			replacementEmail: readText(context, 'replacementEmail', item),
			blocked: readBoolean(context, 'blocked', item),
		},
		check: readOption(context, 'check', item, ['none', 'directory', 'calendar']),
		listCalendars: readBoolean(context, 'listCalendars', item),
		expandGroups: readBoolean(context, 'expandGroups', item),
	};
}

/** Follows each user in the list, so that the members of one group can be told from those of the next. */
const endOfUser: MailboxUser = { user: '\0', blocked: true };

/** The results of each item, in their order. */
async function* lookUp(
	context: IExecuteFunctions,
	exchange: Exchange,
	group: Lookup[],
): AsyncGenerator<ResolvedMailbox[], void> {
	const [{ check, listCalendars, expandGroups }] = group;
	const signal = context.getExecutionCancelSignal();
	const options = { check, listCalendars, expandGroups, signal };
	const users = group.map(({ user }) => user);
	if (!expandGroups) {
		for await (const resolved of resolveMailboxes(exchange, users, options)) yield [resolved];
		return;
	}
	const separated = users.flatMap((user) => [user, endOfUser]);
	let found: ResolvedMailbox[] = [];
	for await (const resolved of resolveMailboxes(exchange, separated, options)) {
		if (resolved.user !== endOfUser.user) {
			found.push(resolved);
			continue;
		}
		const { user } = users.shift()!;
		yield found.length > 0 ? found : [{ ...nobody, user }];
		found = [];
	}
}

const nobody = {
	status: 'noMailbox',
	message: 'The group has no members with an address.',
} as const;

/** What the result says, without the error object that a workflow has no use for. */
function toJson(resolved: ResolvedMailbox): IDataObject {
	const said = Object.entries(resolved).filter(([field]) => field !== 'error');
	return Object.fromEntries(said);
}
