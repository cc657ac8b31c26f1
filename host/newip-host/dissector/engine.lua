-- The engine: walks the tables above over a packet, adds every field, and flags what strict decoding refuses.
local band = (bit and bit.band) or bit32.band
local rshift = (bit and bit.rshift) or bit32.rshift

local newip = Proto("newip", "New IP")
local fields, list = {}, {}

local function makeField(tableKey, row)
  local abbrev = "newip." .. tableKey .. "." .. row.key
  if fields[abbrev] then return end
  local field
  if row.kind == "number" or row.kind == "hex" then
    local base = row.kind == "hex" and base.HEX or base.DEC
    local make = ({ [1] = ProtoField.uint8, [2] = ProtoField.uint16, [4] = ProtoField.uint32, [8] = ProtoField.uint64 })[row.size]
    if row.size == 8 then field = make(abbrev, row.label, base) else field = make(abbrev, row.label, base, row.values) end
  else
    field = ProtoField.bytes(abbrev, row.label)
  end
  fields[abbrev] = field
  list[#list + 1] = field
end
for _, t in pairs(T) do
  for _, row in ipairs(t.rows) do makeField(t.key, row) end
end
local function plain(abbrev, label)
  fields[abbrev] = ProtoField.bytes(abbrev, label)
  list[#list + 1] = fields[abbrev]
end
plain("newip.extension", "unknown fields, skipped")
plain("newip.data", "data")
plain("newip.options", "options")
plain("newip.ignored", "bytes after the message")
local code = ProtoField.string("newip.refusal", "refused because")
local format = ProtoField.string("newip.format", "format")
local addresses = ProtoField.string("newip.addr", "address")
list[#list + 1], list[#list + 2], list[#list + 3] = code, format, addresses
newip.fields = list
local malformed = ProtoExpert.new("newip.malformed", "Malformed New IP", expert.group.MALFORMED, expert.severity.ERROR)
newip.experts = { malformed }

local function hex(tvb, at, length)
  if length == 0 then return "" end
  return string.lower(tvb(at, length):bytes():tohex())
end

-- Length of a valid address at `at`, or 0 and the code of the refusal.
local function address(tvb, at, stop)
  if at >= stop then return 0, "address-truncated" end
  local length = LENGTHS[tvb(at, 1):uint()]
  if length == 0 then return 0, "address-unknown" end
  if at + length > stop then return 0, "address-truncated" end
  local first, second = tvb(at, 1):uint(), length > 1 and tvb(at + 1, 1):uint() or 0
  local fine = true
  if length == 2 then fine = first ~= 0xdd or second >= 0xdd
  elseif length == 3 then fine = second >= 0x14
  elseif length == 5 or length == 7 then fine = second ~= 0 or tvb(at + 2, 1):uint() ~= 0 end
  if not fine then return 0, "address-not-canonical" end
  return length
end

local function refuse(state, wanted, at, more)
  local text = wanted .. ": " .. (REFUSALS[wanted] or wanted) .. (more and (" (" .. more .. ")") or "")
  local range = at < state.tvb:len() and state.tvb(at, math.max(0, math.min(1, state.tvb:len() - at))) or nil
  local item = range and state.tree:add(code, range, wanted) or state.tree:add(code, wanted)
  item:add_proto_expert_info(malformed, text)
  state.info[#state.info + 1] = "[" .. wanted .. "]"
  return false
end

-- One field; `short` is the code when it does not fit. True when it was read.
local function field(state, t, row, short)
  if row.when and band(state.v[row.when.field] or 0, row.when.mask) == 0 then return true end
  local at, tvb, length = state.at, state.tvb, row.size
  if row.kind == "address" then
    local why
    length, why = address(tvb, at, state.stop)
    if length == 0 then
      local wrong = row.key == "destination" and "destination-invalid" or row.key == "source" and "source-invalid" or "neighbour-target"
      return refuse(state, wrong, at, why)
    end
  elseif row.of then
    length = state.v[row.of] or 0
    if row.kind == "shipping" then length = ({ [0] = 4, 16, 1 })[length] end
    if length == nil then return refuse(state, "address-type", at) end
  elseif row.size == "rest" then
    length = state.stop - at
  end
  if at + length > state.stop then return refuse(state, short, math.min(at, math.max(0, tvb:len() - 1))) end
  local abbrev = "newip." .. t.key .. "." .. row.key
  if length == 0 then return true end
  local range = tvb(at, length)
  local item = state.tree:add(fields[abbrev], range)
  if row.kind == "number" or row.kind == "hex" then
    if length <= 4 then state.v[row.key] = range:uint() end
    if row.unit then item:append_text(" " .. row.unit) end
    local set = {}
    for _, b in ipairs(row.bits or {}) do
      if length <= 4 and band(range:uint(), b.mask) ~= 0 then set[#set + 1] = b.label end
    end
    if #set > 0 then item:append_text(" (" .. table.concat(set, ", ") .. ")") end
  elseif row.kind == "address" then
    local text = hex(tvb, at, length)
    state.v[row.key] = { at = at, length = length, text = text }
    item:set_text(row.label .. ": " .. text .. (NAMES[text] and (" (" .. NAMES[text] .. ")") or ""))
    state.tree:add(addresses, range, text):set_generated()
  elseif row.kind == "shipping" then
    local text = length == 4 and tostring(range:ipv4()) or length == 16 and tostring(range:ipv6()) or tostring(range:uint())
    state.v[row.key] = { text = text }
    item:set_text(row.label .. ": " .. text)
  elseif row.kind == "mac" then
    item:set_text(row.label .. ": " .. (hex(tvb, at, length):gsub("(..)", "%1:"):gsub(":$", "")))
  end
  state.at = at + length
  return true
end

local function walk(state, t, short)
  for _, row in ipairs(t.rows) do
    if not field(state, t, row, short) then return false end
  end
  return true
end

local function rest(state, abbrev)
  if state.at < state.stop then state.tree:add(fields[abbrev], state.tvb(state.at, state.stop - state.at)) end
end

-- RFC 1071 over the pseudo-header, padded to an even length by itself, and the data.
local function sums(state, from, stop, length, next)
  local bytes = {}
  for _, name in ipairs({ "source", "destination" }) do
    local a = state.v[name]
    if a then for i = 0, a.length - 1 do bytes[#bytes + 1] = state.tvb(a.at + i, 1):uint() end end
  end
  bytes[#bytes + 1], bytes[#bytes + 2], bytes[#bytes + 3] = math.floor(length / 256), length % 256, next
  local sum = 0
  for i = 1, #bytes, 2 do sum = sum + bytes[i] * 256 + (bytes[i + 1] or 0) end
  for at = from, stop - 1, 2 do
    sum = sum + (at + 1 < stop and state.tvb(at, 2):uint() or state.tvb(at, 1):uint() * 256)
  end
  while sum > 0xffff do sum = sum % 0x10000 + math.floor(sum / 0x10000) end
  return sum == 0xffff
end

local function udp(state)
  local start = state.at
  if state.stop - start < 8 then return refuse(state, "udp-truncated", start) end
  walk(state, T.UDP, "udp-truncated")
  local length = state.v.length
  if length < 8 then return refuse(state, "udp-length-low", start + 4) end
  if length > state.stop - start then return refuse(state, "udp-length-beyond-packet", start + 4) end
  if not sums(state, start, start + length, length, 17) then refuse(state, "udp-checksum", start + 6) end
  state.info[#state.info + 1] = string.format("UDP %d → %d, %d bytes", state.v.sourcePort, state.v.destinationPort, length - 8)
  local stop = state.stop
  state.stop = start + length
  rest(state, "newip.data")
  state.at, state.stop = start + length, stop
  rest(state, "newip.ignored")
end

local function tcp(state)
  local start = state.at
  if state.stop - start < 20 then return refuse(state, "tcp-truncated", start) end
  walk(state, T.TCP, "tcp-truncated")
  local offset = rshift(state.v.dataOffset, 4) * 4
  if offset < 20 or offset > state.stop - start then return refuse(state, "tcp-offset", start + 12) end
  if not sums(state, start, state.stop, state.stop - start, 6) then refuse(state, "tcp-checksum", start + 16) end
  state.info[#state.info + 1] = string.format("TCP %d → %d", state.v.sourcePort, state.v.destinationPort)
  if offset > 20 then state.tree:add(fields["newip.options"], state.tvb(start + 20, offset - 20)) end
  state.at = start + offset
  rest(state, "newip.data")
end

local function neighbour(state)
  local start = state.at
  if state.stop - start < 4 then return refuse(state, "neighbour-truncated", start) end
  walk(state, T.NEIGHBOUR, "neighbour-truncated")
  if state.v.type == 1 then
    if not walk(state, T.SOLICITATION_BODY, "neighbour-target") then return end
    state.info[#state.info + 1] = "who has " .. state.v.target.text
  elseif state.v.type == 2 then
    local at = state.at
    if at >= state.stop then return refuse(state, "neighbour-mac-truncated", at - 1) end
    local length = state.tvb(at, 1):uint()
    -- On Ethernet a link address has six bytes; others are shown, and flagged.
    if length ~= 6 then refuse(state, "neighbour-mac-length", at, tostring(length)) end
    if not walk(state, T.ADVERTISEMENT_BODY, "neighbour-mac-truncated") then return end
    state.info[#state.info + 1] = "neighbour advertisement"
  else
    return refuse(state, "neighbour-type", start)
  end
  if not sums(state, start, state.at, state.at - start, 177) then refuse(state, "neighbour-checksum", start + 2) end
  rest(state, "newip.ignored")
end

local CONTROL = { [1] = "unreachable", [2] = "too big", [3] = "expired", [128] = "echo request", [129] = "echo reply" }

local REQUIRED = { ttl = "ttl-missing", nextHeader = "next-header-missing", destination = "destination-missing" }

local function flexible(state)
  local tvb, v = state.tvb, state.v
  if state.stop == 0 then return refuse(state, "packet-truncated", 0) end
  local last, n, unknown = 1, 0, false
  while band(last, 1) ~= 0 do
    if n == 8 then return refuse(state, "bitmap-too-long", state.at) end
    if state.at >= state.stop then return refuse(state, "packet-truncated", state.at - 1) end
    n = n + 1
    last = tvb(state.at, 1):uint()
    field(state, T.BITMAPS, T.BITMAPS.rows[math.min(n, 3)], "packet-truncated")
    if n == 1 and band(last, 0x80) ~= 0 then return refuse(state, "bitmap-invalid", 0) end
    if (n == 2 and band(last, 0x7e) ~= 0) or n > 2 then unknown = true end
  end
  for _, row in ipairs(T.FLEXIBLE.rows) do
    if REQUIRED[row.key] and band(v.bitmap1, row.when.mask) == 0 then return refuse(state, REQUIRED[row.key], 0) end
    if not field(state, T.FLEXIBLE, row, "packet-truncated") then return end
  end
  local size = v.headerLength
  if size and v.totalLength and size >= state.stop then return refuse(state, "header-length-out-of-range", state.at - 1) end
  if unknown and not size then return refuse(state, "unknown-without-length", 0) end
  if size and (size == 0 or size < state.at) then return refuse(state, "header-length-low", state.at - 1) end
  local payload = math.max(size or 0, state.at)
  if payload > state.stop then return refuse(state, "header-length-beyond-packet", state.at - 1) end
  if v.totalLength then
    if v.totalLength > state.stop then return refuse(state, "total-length-beyond-packet", n + 1) end
    if v.totalLength < payload then return refuse(state, "total-length-below-header", n + 1) end
  end
  if payload > state.at then
    state.tree:add(fields["newip.extension"], tvb(state.at, payload - state.at))
    state.at = payload
  end
  if v.totalLength then state.stop = v.totalLength end
  if v.nextHeader == 17 then udp(state)
  elseif v.nextHeader == 6 then tcp(state)
  elseif v.nextHeader == 177 then neighbour(state)
  else
    if v.nextHeader == NEXT_CONTROL and state.at < state.stop then
      state.info[#state.info + 1] = "control: " .. (CONTROL[tvb(state.at, 1):uint()] or "unknown type")
    end
    rest(state, "newip.data")
  end
end

local CONTRACTS = { [1] = T.MAX_DELAY_CONTRACT, [2] = T.LATENCY_CONTRACT, [3] = T.PING_CONTRACT }
local SIZES = { 6, 12, 14 }

local function contract(state)
  local tvb, v = state.tvb, state.v
  if state.stop < 3 then return refuse(state, "contract-truncated", math.max(0, state.stop - 1)) end
  walk(state, T.OFFSETS, "contract-truncated")
  if v.shippingOffset ~= 3 then return refuse(state, "shipping-offset", 0) end
  for i = 3, 4 do
    if state.stop >= 6 and tvb(i, 1):uint() > 2 then return refuse(state, "address-type", i) end
  end
  if not walk(state, T.SHIPPING, "shipping-truncated") then return end
  local stop = state.at
  if v.contractOffset ~= 0 and v.contractOffset ~= stop then return refuse(state, "contract-offset", 1) end
  if (v.contractOffset == 0 and v.payloadOffset ~= stop) or (v.contractOffset ~= 0 and v.payloadOffset <= stop) then
    return refuse(state, "payload-offset", 2)
  end
  if v.payloadOffset > state.stop then return refuse(state, "payload-offset-beyond-packet", 2) end
  local all = state.stop
  state.stop = v.payloadOffset
  while state.at < state.stop do
    if state.at + 2 > state.stop then return refuse(state, "contract-short", state.at) end
    local kind = tvb(state.at, 2):uint()
    local size = SIZES[kind]
    if size and state.at + size > state.stop then return refuse(state, "contract-short", state.at) end
    local t = CONTRACTS[kind] or T.UNKNOWN_CONTRACT
    local outer = state.tree
    state.tree = outer:add(newip, tvb(state.at, size or state.stop - state.at), t.label)
    walk(state, t, "contract-short")
    state.tree = outer
    state.info[#state.info + 1] = t.label
  end
  state.stop = all
  rest(state, "newip.data")
end

local function level(state)
  local v = state.v
  if state.stop < 2 then return refuse(state, "level-truncated", math.max(0, state.stop - 1)) end
  walk(state, T.LEVEL_HEAD, "level-truncated")
  if v.type ~= 1 and v.type ~= 2 then return refuse(state, "level-type", 0) end
  if v.length ~= state.stop - 2 then return refuse(state, "level-length", 1) end
  local n = 0
  while state.at < state.stop do
    n = n + 1
    if n > 4 then return refuse(state, "level-count", state.at) end
    local size = state.tvb(state.at, 1):uint()
    if size == 0 or size > 16 or state.at + 1 + size > state.stop then return refuse(state, "level-size", state.at) end
    walk(state, T.LEVEL, "level-size")
  end
  if n == 0 then return refuse(state, "level-count", 1) end
end

local function run(tvb, pinfo, root, name, column, walker)
  local tree = root:add(newip, tvb(), "New IP, " .. name)
  tree:add(format, name):set_generated()
  local state = { tvb = tvb, at = 0, stop = tvb:len(), tree = tree, v = {}, info = {} }
  walker(state)
  pinfo.cols.protocol = column
  for _, key in ipairs({ "source", "destination" }) do
    local a = state.v[key]
    if a then tree:append_text((key == "source" and ", from " or ", to ") .. a.text) end
  end
  local from, to = state.v.source and state.v.source.text or "?", state.v.destination and state.v.destination.text or "?"
  pinfo.cols.info = from .. " → " .. to .. " " .. table.concat(state.info, " ")
  return tvb:len()
end

function newip.dissector(tvb, pinfo, root)
  return run(tvb, pinfo, root, "flexible addresses", "NewIP", flexible)
end
local other = Proto("newip_contract", "New IP, contract format")
function other.dissector(tvb, pinfo, root)
  return run(tvb, pinfo, root, "contract format", "NewIP-B", contract)
end
local third = Proto("newip_level", "New IP, level address")
function third.dissector(tvb, pinfo, root)
  return run(tvb, pinfo, root, "level address", "NewIP-C", level)
end

-- The EtherType alone says which format it is; the level address has none and is read in captures of type USER0.
DissectorTable.get("ethertype"):add(ETHERTYPE_FLEXIBLE, newip)
DissectorTable.get("ethertype"):add(ETHERTYPE_CONTRACT, other)
DissectorTable.get("wtap_encap"):add(wtap.USER0, third)
