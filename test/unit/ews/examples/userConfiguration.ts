import type * as operations from '../../../../exchange/ews/operations/userConfiguration';
import { answered, type AnswersOf } from './answers';
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

export const answers: AnswersOf<typeof operations> = {
	getUserConfiguration: {
		'both streams': {
			xml: answered(
				'GetUserConfiguration',
				'<m:UserConfiguration><t:UserConfigurationName Name="n8n"><t:DistinguishedFolderId Id="calendar"/></t:UserConfigurationName><t:ItemId Id="AAMk" ChangeKey="CQAA"/><t:XmlData>PGEvPg==</t:XmlData><t:BinaryData>AP8=</t:BinaryData></m:UserConfiguration>',
			),
			result: {
				itemId: { id: 'AAMk', changeKey: 'CQAA' },
				xmlData: Buffer.from('<a/>'),
				binaryData: Buffer.from([0, 255]),
			},
		},
	},
	createUserConfiguration: {
		done: { xml: answered('CreateUserConfiguration'), result: undefined },
	},
	updateUserConfiguration: {
		done: { xml: answered('UpdateUserConfiguration'), result: undefined },
	},
	deleteUserConfiguration: {
		done: { xml: answered('DeleteUserConfiguration'), result: undefined },
	},
};
