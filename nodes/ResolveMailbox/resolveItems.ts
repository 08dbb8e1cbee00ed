import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import {
	resolveEachUser,
	type MailboxCheck,
	type MailboxUser,
	type ResolvedMailbox,
} from '../../exchange/mailboxes/resolveMailboxes';
import { execute } from '../shared/connection';
import { groupBy } from '../shared/groupBy';
import { ItemResults } from '../shared/itemResults';
import { inputFields } from '../shared/includeInput';
import { ItemValues, panelOf } from '../shared/itemValues';
import { inWordsOfPanel } from '../shared/panelWords';
import { properties } from './panel';

interface Lookup {
	item: number;
	user: MailboxUser;
	check: MailboxCheck;
	listCalendars: boolean;
	expandGroups: boolean;
	/** Fields of the input item that its results bring along. */
	fields: IDataObject;
}

/**
 * One result an input item, in their order, or one for each member of its group. Items that ask for the
 * same check are looked up together.
 */
export async function resolveItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await execute(context, async (exchange) => await resolveOn(context, exchange));
}

async function resolveOn(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const panel = panelOf(properties);
	const results = new ItemResults(context, {
		stopsAtOnce: true,
		reword: (error) => inWordsOfPanel(error, panel),
	});
	const lookups = results.readEach((item) =>
		readLookup(context, new ItemValues(context, item, panel)),
	);
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
			const { item, user, fields } = waiting.shift()!;
			for (const resolved of found.length > 0 ? found : [emptyGroup(user)]) {
				if (resolved.status !== 'failed') results.add(item, { ...fields, ...toJson(resolved) });
				else results.fail(item, resolved.error ?? resolved.message);
			}
		}
	} catch (error) {
		for (const { item } of waiting) results.fail(item, error);
	}
}

function readLookup(context: IExecuteFunctions, values: ItemValues): Lookup {
	const { item } = values;
	const includes = values.yesNo('includeOtherFields') ?? true;
	return {
		item,
		user: {
			user: values.text('user') ?? '',
			replacementEmail: values.text('replacementEmail'),
			blocked: values.yesNo('blocked') ?? false,
		},
		check: values.choice('check', ['none', 'directory', 'calendar']) ?? 'calendar',
		listCalendars: values.yesNo('listCalendars') ?? false,
		expandGroups: values.yesNo('expandGroups') ?? false,
		fields: includes ? inputFields(context, item) : {},
	};
}

function emptyGroup({ user }: MailboxUser): ResolvedMailbox {
	return { user, status: 'noMailbox', message: 'The group has no members with an address.' };
}

/** The result without the error object, which a workflow has no use for. */
function toJson(resolved: ResolvedMailbox): object {
	return Object.fromEntries(Object.entries(resolved).filter(([field]) => field !== 'error'));
}
