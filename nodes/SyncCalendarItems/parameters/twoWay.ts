import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../shared/itemParameters';
import { readDelivery, readPositionName } from './position';
import { readConflictPolicy, readPushSettings, type PushSettings } from './pushing';

/** The outputs of Two-Way Sync. */
export const forSource = 0;
export const inExchange = 1;
export const conflicts = 2;

export const newFromExchangeParameter: INodeProperties = {
	displayName: 'New From Exchange',
	name: 'newFromExchange',
	type: 'boolean',
	default: true,
	description:
		'Whether appointments that people made in Exchange go to the source as well, besides changes of what came from it',
};

export interface TwoWaySettings extends PushSettings {
	newFromExchange: boolean;
	kind: 'mailbox' | 'serviceMailbox';
	positionName: string;
	delivery: 'onOutput' | 'onConfirm';
}

export function readTwoWaySettings(
	context: IExecuteFunctions,
	parameters: ItemParameters,
): TwoWaySettings {
	return {
		...readPushSettings(parameters),
		conflictPolicy: readConflictPolicy(parameters) ?? 'report',
		newFromExchange: parameters.yesNo('newFromExchange') ?? true,
		kind: parameters.requiredChoice('positionStore', ['mailbox', 'serviceMailbox'], 'mailbox'),
		positionName: readPositionName(context, parameters),
		delivery: readDelivery(parameters),
	};
}
