import { randomBytes } from 'node:crypto';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { InvalidInput } from '../../../exchange/errors';
import { storesInExchange } from '../../shared/choices';
import type { ItemParameters } from '../../shared/itemParameters';

/** Where positions are kept in Exchange, under which name. */
export interface PositionPlace {
	kind: 'mailbox' | 'serviceMailbox';
	name: string;
	/** Folder id; undefined for the default calendar. */
	calendar?: { id: string };
}

const positionStores = ['mailbox', 'serviceMailbox', 'item'] as const;

const stores: INodePropertyOptions[] = [
	{
		name: 'Item',
		value: 'item',
		description: 'The workflow keeps it: the position comes in and the new one goes out',
	},
	...storesInExchange,
];

/** Entry of Options for a workflow that keeps its positions itself. */
export const positionParameter: INodeProperties = {
	displayName: 'Position',
	name: 'position',
	type: 'string',
	default: '={{ $json.position }}',
	description:
		"The position that the previous run gave for this mailbox; when not added, the item's own field position. When empty, everything in the window is reported as created.",
	displayOptions: { show: { positionStore: ['item'] } },
};

export const outputPositionsParameter: INodeProperties = {
	displayName: 'Output Positions',
	name: 'outputPositions',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to tell of each mailbox what the run found, in one item on a second output. n8n cannot pin the data of a node with two outputs.',
};

const positionStoreParameter: INodeProperties = {
	displayName: 'Keep Position In',
	name: 'positionStore',
	type: 'options',
	// It decides which outputs the node has: n8n counts them by what is written here.
	noDataExpression: true,
	options: stores,
	default: 'mailbox',
	description:
		'Where to remember how far each calendar was read. Test runs in the editor read the position and leave it where it is; in a workflow that another one calls, where n8n tells that the other one is tested (since version 2).',
};

/** Entries of Options. */
export const positionOptions: INodeProperties[] = [
	positionStoreParameter,
	{
		displayName: 'Position Name',
		name: 'positionName',
		type: 'string',
		default: '',
		placeholder: 'e.g. absences to planning',
		description:
			'Keeps the positions of several readers of the same calendar apart. When empty, this workflow and this node have their own, also after they were renamed. Under another name everything is read anew.',
	},
	{
		displayName: 'Delivery',
		name: 'delivery',
		type: 'options',
		options: [
			{
				name: 'On Confirm',
				value: 'onConfirm',
				description:
					'The new position counts when the operation Confirm has run: changes come again until then',
			},
			{
				name: 'On Output',
				value: 'onOutput',
				description:
					'The new position counts as soon as this node has handed out the changes. A later node that fails loses them.',
			},
		],
		default: 'onOutput',
		description: 'When changes count as delivered',
	},
];

/** The same for an operation that has no output for a position of the workflow's own. */
export const keptPositionOptions: INodeProperties[] = positionOptions.map((parameter) =>
	parameter === positionStoreParameter
		? { ...parameter, options: storesInExchange, noDataExpression: false }
		: parameter,
);

/** True where n8n gives Get Changes an output for positions: the panel's `outputs` say the same. */
export function hasPositionOutput(context: IExecuteFunctions): boolean {
	const { positionStore, outputPositions } = (context.getNode().parameters.options ??
		{}) as IDataObject;
	return positionStore === 'item' || Boolean(outputPositions);
}

/** @returns undefined when the workflow itself keeps the position */
export function readPlace(
	context: IExecuteFunctions,
	parameters: ItemParameters,
	calendar: PositionPlace['calendar'],
): PositionPlace | undefined {
	const kind = parameters.requiredChoice('positionStore', positionStores, 'mailbox');
	if (kind === 'item') return undefined;
	return { kind, name: readPositionName(context, parameters), calendar };
}

/** The position that comes with an item; undefined for the first run. */
export function readPosition(
	context: IExecuteFunctions,
	parameters: ItemParameters,
): string | undefined {
	if (parameters.isGiven('position')) return parameters.text('position');
	const { position } = context.getInputData()[parameters.item].json;
	return typeof position === 'string' && position !== '' ? position : undefined;
}

export function readDelivery(parameters: ItemParameters): 'onOutput' | 'onConfirm' {
	return parameters.requiredChoice('delivery', ['onOutput', 'onConfirm'], 'onOutput');
}

/** The name that keeps positions apart; default: this node's own. */
export function readPositionName(context: IExecuteFunctions, parameters: ItemParameters): string {
	return parameters.text('positionName') ?? ownName(context);
}

/** Stays the same when the workflow or the node is renamed. */
function ownName(context: IExecuteFunctions): string {
	return `${context.getWorkflow().id}/${context.getNode().id}`;
}

/** A name for a run that also says where its position is parked, so that `confirm` needs nothing else. */
export function nameRun({ kind, name, calendar }: PositionPlace): string {
	const parts = [randomBytes(12).toString('base64url'), kind, encoded(name)];
	if (calendar) parts.push(encoded(calendar.id));
	return parts.join(':');
}

/** @throws InvalidInput when the run did not park its position */
export function placeOf(syncRun: string): PositionPlace {
	const [run, kind, name, calendar] = syncRun.split(':');
	if (!run || !name || (kind !== 'mailbox' && kind !== 'serviceMailbox')) {
		throw new InvalidInput('syncRun', `syncRun "${syncRun}" has no position to confirm`, {
			remedy:
				'Give the syncRun that Get Changes put into its changes and positions, with its Delivery set to On Confirm.',
		});
	}
	return {
		kind,
		name: decoded(name),
		calendar: calendar ? { id: decoded(calendar) } : undefined,
	};
}

function encoded(text: string): string {
	return Buffer.from(text, 'utf8').toString('base64url');
}

function decoded(text: string): string {
	return Buffer.from(text, 'base64url').toString('utf8');
}

/** True for runs from the editor, also of a workflow that calls this one: they never move a position. */
export function isTestRun(context: IExecuteFunctions): boolean {
	const own = context.getMode();
	const root = rootMode(context) ?? own;
	return (
		[own, root].some((mode) => mode === 'manual' || mode === 'evaluation') ||
		(root !== 'cli' && beganByHand(context))
	);
}

/** True for a workflow that was called by another one, of which n8n does not say whether it is tested. */
export function mayBeTestRun(context: IExecuteFunctions): boolean {
	return context.getMode() === 'integrated' && rootMode(context) === undefined;
}

/** The mode of the workflow that called this one, or the one that called that; n8n knows it since 2. */
function rootMode(context: IExecuteFunctions): string | undefined {
	const { additionalData } = context as { additionalData?: { rootExecutionMode?: string } };
	return additionalData?.rootExecutionMode;
}

/** True when the run, or the workflow that calls this one, began at a manual trigger; `n8n execute` does too. */
function beganByHand(context: IExecuteFunctions): boolean {
	const found = (context as Partial<IExecuteFunctions>).getExecutionContext?.();
	return found?.triggerNode?.type === 'n8n-nodes-base.manualTrigger';
}
