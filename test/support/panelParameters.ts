import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { properties } from '../../nodes/SyncCalendarItems/panel';

type Shown = Pick<INodeProperties, 'displayOptions'>;

/** The mailbox as Resolve Mailbox gives it with each item. */
export const mailboxOfItem = { __rl: true, mode: 'address', value: '={{ $json.emailAddress }}' };

/** Parameters by their names alone: those that the panel has in a collection are put there. */
export function intoCollections(
	panel: readonly INodeProperties[],
	parameters: INodeParameters,
): INodeParameters {
	const operationOf = panel.find(({ name }) => name === 'operation')?.default;
	const operation = parameters.operation ?? operationOf;
	const isShown = ({ displayOptions }: Shown) =>
		(displayOptions?.show?.operation ?? [operation]).includes(operation as string);
	const shown = panel.filter(isShown);
	const own = new Set(shown.map(({ name }) => name));
	const collectionOf = new Map(
		shown
			.filter(({ type }) => type === 'collection')
			.flatMap(({ name, options = [] }) => options.map((option) => [option.name, name] as const)),
	);
	const result: INodeParameters = {};
	for (const [name, value] of Object.entries(parameters)) {
		const collection = own.has(name) ? undefined : collectionOf.get(name);
		if (collection === undefined) result[name] = value;
		else result[collection] = { ...(result[collection] as INodeParameters), [name]: value };
	}
	return result;
}

/**
 * Parameters of Sync Calendar Items for items with an emailAddress and an event as JSON, with positions
 * put out, unless the test says otherwise.
 */
export function syncParameters(parameters: INodeParameters = {}): INodeParameters {
	const { operation = 'getChanges', ...given } = parameters;
	const usual: Record<string, INodeParameters> = {
		getChanges: { mailbox: mailboxOfItem, outputPositions: true },
		push: { mailbox: mailboxOfItem, eventAs: 'json' },
		twoWay: { mailbox: mailboxOfItem, eventAs: 'json' },
	};
	return intoCollections(properties, { operation, ...usual[operation as string], ...given });
}
