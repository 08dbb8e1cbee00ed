import type * as operations from '../../../../exchange/ews/operations/userConfiguration';
import { delegate, type RequestsOf } from './requests';

const configuration = { folder: delegate, name: 'n8n.position-1_a' };

export const getUserConfiguration: RequestsOf<typeof operations.getUserConfiguration> = {
	one: configuration,
};

export const createUserConfiguration: RequestsOf<typeof operations.createUserConfiguration> = {
	'both streams': {
		...configuration,
		xmlData: Buffer.from('<a/>'),
		binaryData: Buffer.from([0, 255]),
	},
};

export const updateUserConfiguration: RequestsOf<typeof operations.updateUserConfiguration> = {
	'one stream': { ...configuration, binaryData: Buffer.from([0, 255]) },
};

export const deleteUserConfiguration: RequestsOf<typeof operations.deleteUserConfiguration> = {
	one: configuration,
};
