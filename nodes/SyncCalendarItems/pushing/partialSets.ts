import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { InvalidInput } from '../../../exchange/errors';
import { addressKey } from '../../../exchange/mailboxes/address';
import { isToolRun } from '../../shared/toolRun';
import { isSnapshot, type SourceSet } from './sourceSets';

/** What n8n keeps of the node as long as the execution lasts. */
interface NodeContext {
	snapshots?: Record<string, GivenSet>;
}

interface GivenSet {
	/** The run of the node that gave it first, counted from 0. */
	run: number;
	/** A digest of its external IDs. */
	events: string;
}

/**
 * Refuses snapshots that are a part of the set only: those of a node that n8n gives one item alone, and those of
 * a set that an earlier run of the node in this execution gave, as n8n runs a node once for each branch that
 * leads to it and for each batch of a loop. Each would delete what only the others hold. The same events may come
 * again: n8n tries a run again, and workflows lead the items of one that failed back to the node.
 * @param fail takes the failure of a whole set
 * @returns the sets that go on
 */
export function refusePartialSets<Settings extends { dryRun?: boolean }>(
	context: IExecuteFunctions,
	sets: ReadonlyArray<SourceSet<Settings>>,
	fail: (set: SourceSet<Settings>, error: unknown) => void,
): Array<SourceSet<Settings>> {
	const givesOneItem = whyOneItem(context);
	return sets.filter((set) => {
		if (!isSnapshot(set.settings)) return true;
		const error = givesOneItem ? oneItem(givesOneItem) : givenBefore(context, set);
		if (error) fail(set, error);
		return error === undefined;
	});
}

function whyOneItem(context: IExecuteFunctions): string | undefined {
	if (context.getNode().executeOnce) return 'with Execute Once n8n gives this node the first item';
	if (isToolRun(context)) return 'as a tool of an AI agent this node gets the event of one call';
	return undefined;
}

function oneItem(why: string): InvalidInput {
	return new InvalidInput(
		'action',
		`Action is Snapshot, but ${why} alone, which is no complete set`,
		{
			remedy:
				'Nothing was written. Turn Execute Once off in the settings of the node, or choose another Action; a tool can create, update and delete.',
		},
	);
}

/** Notes that the run gives the set; the error where an earlier one gave other events as the set. */
function givenBefore<Settings extends { dryRun?: boolean }>(
	context: IExecuteFunctions,
	{ mailbox, calendar, source, settings, inputs }: SourceSet<Settings>,
): InvalidInput | undefined {
	const key = JSON.stringify([addressKey(mailbox), calendar?.id, source, settings.dryRun]);
	const snapshots = ((context.getContext('node') as NodeContext).snapshots ??= {});
	const run = Number(context.getWorkflowDataProxy(0).$runIndex);
	const events = digestOf(inputs.map(({ externalId }) => externalId));
	const earlier = (snapshots[key] ??= { run, events });
	if (earlier.run === run || earlier.events === events) return undefined;
	return new InvalidInput(
		'action',
		`Action is Snapshot, but run ${earlier.run + 1} of this node has given the complete set of ${mailbox} and the source ${source} in this execution already`,
		{
			remedy:
				'Nothing was written by this run, which would delete what only the earlier one held. Lead all items of a mailbox to this node in one run: join branches by a Merge before it, and let no Loop Over Items split a mailbox.',
		},
	);
}

function digestOf(externalIds: string[]): string {
	const different = [...new Set(externalIds)].sort();
	return createHash('sha256').update(JSON.stringify(different)).digest('base64');
}
