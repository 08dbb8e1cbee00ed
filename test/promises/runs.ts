import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { addressOf, type Person } from './people';
import type { Source } from './source';
import { window } from './window';

/** What runs of the node there are: two readers of all changes, pushes of each kind, both ways. */
export const runKinds = ['onOutput', 'onConfirm', 'upsert', 'snapshot', 'twoWay', 'crm'] as const;
export type RunKind = (typeof runKinds)[number];

export const readers = ['onOutput', 'onConfirm'] as const;
export const isReader = (kind: RunKind) => readers.some((one) => one === kind);

/** Whose calendars the source `hr` writes, and the source `crm`, with the same keys. */
export const personOf = { upsert: 'alice', snapshot: 'bob', twoWay: 'carol' } as const;
export const personsOfCrm = ['alice', 'bob'] as const;

export interface NodeInput {
	items: IDataObject[];
	parameters: INodeParameters;
}

export interface Sources {
	hr: Source;
	crm: Source;
}

const pushing = {
	operation: 'push',
	source: 'hr',
	maxDeletes: '1000',
	conflictPolicy: 'sourceWins',
};
const complete = { action: 'snapshot', allowEmptySnapshot: true };

/** What the node gets for a run of that kind. */
export function inputOf(kind: RunKind, { hr, crm }: Sources, read: readonly Person[]): NodeInput {
	switch (kind) {
		case 'onOutput':
		case 'onConfirm':
			return {
				items: read.map((person) => ({ emailAddress: addressOf(person) })),
				parameters: {
					operation: 'getChanges',
					delivery: kind,
					positionName: kind,
					...window,
				},
			};
		case 'upsert':
			return { items: hr.items('alice'), parameters: pushing };
		case 'crm':
			return {
				items: personsOfCrm.flatMap((person) => crm.items(person)),
				parameters: { ...pushing, source: 'crm' },
			};
		case 'snapshot':
			return {
				items: [...hr.items('bob'), emptySetOf('bob')],
				parameters: { ...pushing, ...complete, ...window },
			};
		case 'twoWay':
			return {
				items: [...hr.items('carol'), emptySetOf('carol')],
				parameters: { ...pushing, ...complete, operation: 'twoWay', newFromExchange: false },
			};
	}
}

/** A snapshot of a source that lost most of its events, which may delete one appointment. */
export function truncatedInput({ hr }: Sources): NodeInput {
	const items = hr.items('bob');
	return {
		items: [...items.slice(0, Math.floor(items.length / 3)), emptySetOf('bob')],
		parameters: { ...pushing, ...complete, ...window, maxDeletes: '1' },
	};
}

/** Deletions of a source, as a run of their own: the action belongs to the whole node. */
export function deletionInput(source: Source): NodeInput {
	const persons = source.name === 'hr' ? (['alice'] as const) : personsOfCrm;
	const items = persons.flatMap((person) =>
		source.goneOf(person).map((externalId) => ({ emailAddress: addressOf(person), externalId })),
	);
	return { items, parameters: { ...pushing, source: source.name, action: 'delete' } };
}

/** Makes the set run also when the source has no event in it. */
const emptySetOf = (person: Person) => ({ emailAddress: addressOf(person), emptySet: true });
