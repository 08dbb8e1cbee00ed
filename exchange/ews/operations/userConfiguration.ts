import { MalformedResponse } from '../errors';
import { InvalidInput } from '../../errors';
import type { ItemReference } from '../itemParts';
import { folderId, type FolderTarget } from '../folderId';
import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { binary, fieldsOf, record } from '../../xml/shapes';
import { assertFilled, element, type Xml } from '../../xml/writer';
import { reference } from './itemPartsReader';

/** A hidden configuration item of a folder, by its name. */
export interface UserConfigurationTarget {
	folder: FolderTarget;
	/** Letters, digits, points, hyphens and underscores, at most 237. */
	name: string;
}

interface UserConfigurationContent {
	/** Bytes for the XML stream; Exchange does not look into them. */
	xmlData?: Buffer;
	binaryData?: Buffer;
}

interface UserConfigurationRecord extends UserConfigurationContent {
	itemId?: ItemReference;
}

interface Answer {
	configuration?: UserConfigurationRecord;
}

const field = fieldsOf<UserConfigurationRecord>();

const getMessages = responseMessages<Answer>('GetUserConfiguration', {
	'm:UserConfiguration': fieldsOf<Answer>()(
		'configuration',
		record<UserConfigurationRecord>({
			't:ItemId': field('itemId', reference),
			't:XmlData': field('xmlData', binary),
			't:BinaryData': field('binaryData', binary),
		}),
	),
});

/**
 * Reads a configuration item. One that does not exist is an error of kind `notFound`.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuserconfiguration-operation
 */
export const getUserConfiguration: EwsOperation<UserConfigurationTarget, UserConfigurationRecord> =
	{
		name: 'GetUserConfiguration',
		repeatable: true,

		request: (target) =>
			element('m:GetUserConfiguration', [
				configurationName('m:UserConfigurationName', target),
				element('m:UserConfigurationProperties', 'All'),
			]),

		response: () =>
			new SoapReader('GetUserConfiguration', getMessages, (found, context) => {
				const { configuration } = onlyMessage(found, context);
				if (configuration) return configuration;
				throw new MalformedResponse('a response message without its user configuration');
			}),
	};

/**
 * Creates a configuration item. Not repeatable: a second one of the same name is refused
 * (ErrorItemSave, kind `conflict`).
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/createuserconfiguration-operation
 */
export const createUserConfiguration = writing('CreateUserConfiguration');

/**
 * Replaces the streams that are given; the others stay. Not repeatable: meanwhile somebody else may have
 * replaced them.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateuserconfiguration-operation
 */
export const updateUserConfiguration = writing('UpdateUserConfiguration');

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteuserconfiguration-operation */
export const deleteUserConfiguration: EwsOperation<UserConfigurationTarget, void> = {
	name: 'DeleteUserConfiguration',
	repeatable: false,

	request: (target) =>
		element('m:DeleteUserConfiguration', configurationName('m:UserConfigurationName', target)),

	response: () => acknowledgement('DeleteUserConfiguration'),
};

function writing(
	name: 'CreateUserConfiguration' | 'UpdateUserConfiguration',
): EwsOperation<UserConfigurationTarget & UserConfigurationContent, void> {
	return {
		name,
		repeatable: false,
		request: ({ xmlData, binaryData, ...target }) =>
			element(
				`m:${name}`,
				element('m:UserConfiguration', [
					configurationName('t:UserConfigurationName', target),
					xmlData && element('t:XmlData', xmlData.toString('base64')),
					binaryData && element('t:BinaryData', binaryData.toString('base64')),
				]),
			),
		response: () => acknowledgement(name),
	};
}

function acknowledgement(operation: string) {
	return new SoapReader(operation, responseMessages(operation, {}), (found, context) => {
		onlyMessage(found, context);
	});
}

export function configurationName(
	name: 'm:UserConfigurationName' | 't:UserConfigurationName',
	target: UserConfigurationTarget,
): Xml {
	assertFilled('name', target.name);
	if (!/^[A-Za-z0-9._-]{1,237}$/.test(target.name)) {
		throw new InvalidInput('name', `"${target.name}" is not a name of a user configuration`, {
			remedy: 'Use at most 237 letters, digits, points, hyphens and underscores.',
		});
	}
	return element(name, folderId(target.folder), { Name: target.name });
}
