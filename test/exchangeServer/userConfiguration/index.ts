import { child, element, ResponseError, textOf } from '../contracts';
import type {
	Folder,
	Operation,
	OperationHandler,
	RequestContext,
	UserConfiguration,
	XmlElement,
	XmlNode,
} from '../contracts';
import { failure, response, success } from '../responseMessages';
import { mayWriteHidden } from '../model/rights';
import { readValues, valueElements } from './values';

/**
 * Hidden items beside a folder's content that hold an application's settings, one of each name.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/userconfiguration
 */

/** An item class is `IPM.Configuration.` and the name, and at most 255 characters long. */
const longestName = 237;

interface Target {
	folder: Folder;
	name: string;
	/** The FolderId or DistinguishedFolderId as it was asked for. */
	folderId: XmlNode;
}

function readTarget(node: XmlNode | undefined, context: RequestContext): Target {
	const name = node?.attributes.Name ?? '';
	if (!/^[\w.-]+$/.test(name) || name.length > longestName) {
		throw new ResponseError(
			'ErrorInvalidValueForProperty',
			`The name of a user configuration has at most ${longestName} letters, digits, dots and hyphens.`,
		);
	}
	const folderId = node!.children[0];
	return { folder: context.resolveFolder(folderId), name, folderId };
}

/** Names are told apart without regard to case. */
function find({ folder, name }: Target): UserConfiguration {
	const found = folder.configurations.get(name.toLowerCase());
	if (!found) throw notThere();
	return found;
}

function notThere(): ResponseError {
	return new ResponseError('ErrorItemNotFound', 'The specified object was not found in the store.');
}

/** Those in which a mailbox that nobody has opened yet keeps no time zone. */
function isZoneOfNobody(name: string, { company }: RequestContext): boolean {
	if (company.behaviours.mailboxTimeZone === 'asConfigured') return false;
	return ['owa.useroptions', 'workhours'].includes(name.toLowerCase());
}

function demand(context: RequestContext, folder: Folder, right: 'read' | 'write'): void {
	const rights = context.rights(folder);
	const allowed =
		right === 'read' ? rights.read === 'full' : mayWriteHidden(rights, context.company.behaviours);
	if (!allowed) {
		throw new ResponseError(
			'ErrorAccessDenied',
			'Access is denied. Check credentials and try again.',
		);
	}
}

function create(request: XmlNode, context: RequestContext): undefined {
	const node = child(request, 'UserConfiguration')!;
	const target = readTarget(child(node, 'UserConfigurationName'), context);
	const { folder, name } = target;
	demand(context, folder, 'write');
	if (folder.configurations.has(name.toLowerCase())) {
		if (context.company.behaviours.configurationTwice === 'bothCreated') return undefined;
		throw new ResponseError(
			'ErrorItemSave',
			`A user configuration with the name ${name} already exists in the folder.`,
		);
	}
	folder.configurations.set(name.toLowerCase(), {
		id: context.company.newItemId(folder.mailbox),
		changeKey: context.company.newChangeKey(),
		name,
		...readValues(node),
	});
	written(folder, context);
	return undefined;
}

function written(folder: Folder, { company }: RequestContext): void {
	if (company.behaviours.hiddenWrites === 'folderModified') company.hiddenWritten(folder);
}

function get(request: XmlNode, context: RequestContext): XmlElement {
	const target = readTarget(child(request, 'UserConfigurationName'), context);
	demand(context, target.folder, 'read');
	if (isZoneOfNobody(target.name, context)) throw notThere();
	const found = find(target);
	const asked = (textOf(request, 'UserConfigurationProperties') ?? 'All').trim().split(/\s+/);
	const wanted = (property: string) => asked.includes(property) || asked.includes('All');
	const { Id, ChangeKey } = target.folderId.attributes;
	return element('m:UserConfiguration', [
		element(
			't:UserConfigurationName',
			element(`t:${target.folderId.name}`, undefined, { Id, ChangeKey }),
			{
				Name: found.name,
			},
		),
		wanted('Id')
			? element('t:ItemId', undefined, { Id: found.id, ChangeKey: found.changeKey })
			: undefined,
		...valueElements(found, wanted),
	]);
}

function update(request: XmlNode, context: RequestContext): undefined {
	const node = child(request, 'UserConfiguration')!;
	const target = readTarget(child(node, 'UserConfigurationName'), context);
	demand(context, target.folder, 'write');
	Object.assign(find(target), readValues(node), { changeKey: context.company.newChangeKey() });
	written(target.folder, context);
	return undefined;
}

function remove(request: XmlNode, context: RequestContext): undefined {
	const target = readTarget(child(request, 'UserConfigurationName'), context);
	demand(context, target.folder, 'write');
	find(target);
	target.folder.configurations.delete(target.name.toLowerCase());
	written(target.folder, context);
	return undefined;
}

function operation(
	name: string,
	carryOut: (request: XmlNode, context: RequestContext) => XmlElement | undefined,
): Operation {
	const handle: OperationHandler = (request, context) => {
		try {
			return response(name, success(name, carryOut(request, context)));
		} catch (error) {
			return response(name, failure(name, error));
		}
	};
	return { name, since: 'Exchange2010', handle };
}

export const operations: Operation[] = [
	operation('CreateUserConfiguration', create),
	operation('GetUserConfiguration', get),
	operation('UpdateUserConfiguration', update),
	operation('DeleteUserConfiguration', remove),
];
