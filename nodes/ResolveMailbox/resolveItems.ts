import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import {
	resolveEachUser,
	type MailboxCheck,
	type MailboxUser,
	type ResolvedMailbox,
} from '../../exchange/mailboxes/resolveMailboxes';
import { groupBy } from '../shared/groupBy';
import { ItemResults } from '../shared/itemResults';
import { readBoolean, readOption, readText } from '../shared/parameters';

interface Lookup {
	item: number;
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
): Promise<INodeExecutionData[][]> {
	const results = new ItemResults(context, { stopsAtOnce: true });
	const lookups = results.readEach((item) => readLookup(context, item));
	const groups = groupBy(lookups, ({ check, listCalendars, expandGroups }) =>
		JSON.stringify([check, listCalendars, expandGroups]),
	);
	for (const group of groups) {
		results.throwIfStopped();
		await lookUp(exchange, group, results);
	}
	return results.outputs(1);
}

/** Looks up users that are asked for with the same check. */
async function lookUp(exchange: Exchange, group: Lookup[], results: ItemResults): Promise<void> {
	const [{ check, listCalendars, expandGroups }] = group;
	const options = { check, listCalendars, expandGroups, signal: results.signal };
	const waiting = [...group];
	try {
		const users = group.map(({ user }) => user);
		for await (const found of resolveEachUser(exchange, users, options)) {
			const { item, user } = waiting.shift()!;
			for (const resolved of found.length > 0 ? found : [emptyGroup(user)]) {
				if (resolved.status !== 'failed') results.add(item, toJson(resolved));
				else results.fail(item, resolved.error ?? resolved.message);
			}
		}
	} catch (error) {
		for (const { item } of waiting) results.fail(item, error);
	}
}

function readLookup(context: IExecuteFunctions, item: number): Lookup {
	return {
		item,
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

function emptyGroup({ user }: MailboxUser): ResolvedMailbox {
	return { user, status: 'noMailbox', message: 'The group has no members with an address.' };
}

/** The result without the error object, which a workflow has no use for. */
function toJson(resolved: ResolvedMailbox): object {
	return Object.fromEntries(Object.entries(resolved).filter(([field]) => field !== 'error'));
}
