import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readBoolean, readOption } from '../../shared/parameters';
import { readPositionName } from './position';
import { readPushSettings, type PushSettings } from './pushing';

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

export function readTwoWaySettings(context: IExecuteFunctions, item: number): TwoWaySettings {
	return {
		...readPushSettings(context, item),
		newFromExchange: readBoolean(context, 'newFromExchange', item),
		kind: readOption(context, 'positionStore', item, ['mailbox', 'serviceMailbox']),
		positionName: readPositionName(context, item),
		delivery: readOption(context, 'delivery', item, ['onOutput', 'onConfirm']),
	};
}
