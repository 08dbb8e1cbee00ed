import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import {
	resolveMailboxes,
	type MailboxCheck,
	type MailboxUser,
	type ResolvedMailbox,
} from '../../exchange/mailbox/resolveMailboxes';
import { isCancelled, toErrorItem, toNodeError } from '../shared/errors';
import { readBoolean, readOption, readText } from '../shared/parameters';

interface Lookup {
	user: MailboxUser;
	check: MailboxCheck;
	listCalendars: boolean;
}

/** One result an input item, in their order. Items that ask for the same check are looked up together. */
export async function resolveItems(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	const fail = (error: unknown, item: number) => {
		const failure = toNodeError(context.getNode(), error, item);
		if (!context.continueOnFail() || isCancelled(failure)) throw failure;
		results[item] = toErrorItem(failure, item);
	};

	const groups = new Map<string, Array<Lookup & { item: number }>>();
	for (const item of context.getInputData().keys()) {
		try {
			const lookup = { ...readLookup(context, item), item };
			const key = `${lookup.check} ${lookup.listCalendars}`;
			groups.set(key, [...(groups.get(key) ?? []), lookup]);
		} catch (error) {
			fail(error, item);
		}
	}
	for (const group of groups.values()) {
		const items = group.map(({ item }) => item);
		try {
			for await (const resolved of lookUp(context, exchange, group)) {
				const item = items.shift()!;
				if (resolved.status === 'failed') fail(resolved.error ?? resolved.message, item);
				else results[item] = { json: toJson(resolved), pairedItem: { item } };
			}
		} catch (error) {
			items.forEach((item) => fail(error, item));
		}
	}
	return results;
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
	};
}

function lookUp(
	context: IExecuteFunctions,
	exchange: Exchange,
	group: Lookup[],
): AsyncIterable<ResolvedMailbox> {
	const [{ check, listCalendars }] = group;
	return resolveMailboxes(
		exchange,
		group.map(({ user }) => user),
		{ check, listCalendars, signal: context.getExecutionCancelSignal() },
	);
}

/** What the result says, without the error object that a workflow has no use for. */
function toJson(resolved: ResolvedMailbox): IDataObject {
	const said = Object.entries(resolved).filter(([field]) => field !== 'error');
	return Object.fromEntries(said);
}
